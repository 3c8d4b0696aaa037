"""What can go wrong when an actor's server is asked, each by name, with what settles it.

What lives here: the names and their words in both languages. They never repeat what the server has said beyond a number or
a host, and never an address's query, which may hold a secret.
"""

from enum import StrEnum
from urllib.parse import urljoin, urlsplit

from arshjul.models.schema_words import printable
from arshjul.reports.sources.base import Fault

_LONGEST = 200


class HttpFault(StrEnum):
    """The names, as they stand in the database; all begin alike, since they concern the source and no report."""

    SECRET = "http_secret"
    CERTIFICATE = "http_certificate"
    UNKNOWN_HOST = "http_unknown_host"
    PRIVATE = "http_private_address"
    UNREACHABLE = "http_unreachable"
    TIMEOUT = "http_timeout"
    EXPIRED = "http_expired"
    TLS = "http_tls"
    REDIRECT = "http_redirect"
    LOOP = "http_loop"
    REFUSED = "http_refused"
    STATUS = "http_status"
    BUSY = "http_busy"
    TOO_LARGE = "http_too_large"
    CUT_OFF = "http_cut_off"
    BROKEN = "http_broken"
    COMPRESSED = "http_compressed"
    NOT_JSON = "http_not_json"
    NO_REPORT = "http_no_report"
    UNNAMED = "http_unnamed"
    PAGES = "http_pages"
    DIGEST = "http_digest"


# What is wrong and what settles it, Norwegian then English. {detail} is a number, a host or a name, cleaned.
# fmt: off
_WORDS: dict[HttpFault, tuple[str, str, str, str]] = {
    HttpFault.SECRET: (
        "hemmeligheten mangler eller kan ikke brukes ({detail})", "sett miljøvariabelen som porteføljen viser til",
        "the secret is missing or cannot be used ({detail})", "set the environment variable that the portfolio refers to"),
    HttpFault.CERTIFICATE: (
        "sertifikatfilen kan ikke leses ({detail})", "sjekk stien og innholdet, og at nøkkelen hører til",
        "the certificate file cannot be read ({detail})", "check its path and content, and that the key belongs to it"),
    HttpFault.UNKNOWN_HOST: (
        "tjenernavnet finnes ikke", "rett adressen i porteføljen, eller sjekk navneoppslaget",
        "the server's name does not exist", "mend the address in the portfolio, or check the name service"),
    HttpFault.PRIVATE: (
        "leder til en adresse på et lukket nett ({detail})", "er det meningen, så før den opp under private_addresses",
        "leads to an address on a closed network ({detail})", "if that is meant, list it under private_addresses"),
    HttpFault.UNREACHABLE: (
        "tjeneren svarer ikke", "sjekk at den er oppe, og at brannmuren slipper oss gjennom",
        "the server does not answer", "check that it is up, and that the firewall lets us through"),
    HttpFault.TIMEOUT: (
        "svaret tok for lang tid", "be aktøren se på tjeneren, eller gi den lengre tid i porteføljen",
        "the answer took too long", "ask the actor to look at the server, or give it more time in the portfolio"),
    HttpFault.EXPIRED: (
        "tjenerens sertifikat er utløpt eller gjelder ikke ennå", "be aktøren fornye det",
        "the server's certificate has expired or is not valid yet", "ask the actor to renew it"),
    HttpFault.TLS: (
        "forbindelsen kan ikke sikres ({detail})", "sjekk sertifikatene på begge sider, og ca_file i porteføljen",
        "the connection cannot be secured ({detail})", "check the certificates of both sides, and ca_file in the portfolio"),
    HttpFault.REDIRECT: (
        "viser videre til {detail}, som ikke er tillatt", "er det riktig sted, så før det opp under hosts",
        "leads on to {detail}, which is not allowed", "if that is the right place, list it under hosts"),
    HttpFault.LOOP: (
        "viser videre i ring", "be aktøren rette tjeneren",
        "leads on in a circle", "ask the actor to mend the server"),
    HttpFault.REFUSED: (
        "tjeneren slipper oss ikke inn (svar {detail})", "sjekk token eller sertifikat hos aktøren",
        "the server does not let us in (answer {detail})", "check the token or the certificate with the actor"),
    HttpFault.STATUS: (
        "tjeneren svarte {detail}", "sjekk adressen i porteføljen, og be aktøren se på tjeneren",
        "the server answered {detail}", "check the address in the portfolio, and ask the actor to look at the server"),
    HttpFault.BUSY: (
        "tjeneren er opptatt (svarte {detail})", "vi prøver igjen; varer det, så be aktøren se på tjeneren",
        "the server is busy (it answered {detail})", "we try again; if it lasts, ask the actor to look at the server"),
    HttpFault.TOO_LARGE: (
        "svaret er for stort (over {detail})", "be aktøren dele det opp i sider",
        "the answer is too large (over {detail})", "ask the actor to divide it into pages"),
    HttpFault.CUT_OFF: (
        "svaret er kortere enn tjeneren lovet", "be aktøren se på tjeneren; vi prøver igjen",
        "the answer is shorter than the server promised", "ask the actor to look at the server; we try again"),
    HttpFault.BROKEN: (
        "svaret er ikke gyldig HTTP", "be aktøren se på tjeneren",
        "the answer is not valid HTTP", "ask the actor to look at the server"),
    HttpFault.COMPRESSED: (
        "svaret er pakket ({detail}), som vi ikke ber om", "be aktøren sende det upakket",
        "the answer is compressed ({detail}), which we do not ask for", "ask the actor to send it plain"),
    HttpFault.NOT_JSON: (
        "svaret er ikke JSON som kan leses ({detail}); det kan være en feilside",
        "åpne adressen og se hva som kommer, og be aktøren rette det",
        "the answer is no JSON that can be read ({detail}); it may be an error page",
        "open the address to see what comes, and ask the actor to mend it"),
    HttpFault.NO_REPORT: (
        "svaret er JSON, men verken rapporter eller filer; det kan være en feilmelding",
        "åpne adressen og se hva som kommer, og be aktøren rette det",
        "the answer is JSON, but neither reports nor files; it may be an error message",
        "open the address to see what comes, and ask the actor to mend it"),
    HttpFault.UNNAMED: (
        "har verken navn eller type som viser hva det er ({detail})", "be aktøren oppgi name i listen, for eksempel rapport.json",
        "has neither a name nor a type that shows what it is ({detail})", "ask the actor to state name in the list, such as report.json"),
    HttpFault.PAGES: (
        "har for mange sider eller filer, eller sider som går i ring", "be aktøren rette lenkene mellom sidene",
        "has too many pages or files, or pages that run in a circle", "ask the actor to mend the links between the pages"),
    HttpFault.DIGEST: (
        "innholdet er et annet enn det tjeneren oppga", "be aktøren legge ut filen på nytt",
        "the content is not what the server stated", "ask the actor to put the file out again"),
}
# fmt: on

# What OpenSSL says of a connection, as it begins, and the same in Norwegian; what is not here stands in «».
# fmt: off
_TLS = {
    "self-signed certificate in certificate chain": "sertifikatet er signert av noen vi ikke kjenner",
    "self signed certificate in certificate chain": "sertifikatet er signert av noen vi ikke kjenner",
    "self-signed certificate": "tjenerens sertifikat er signert av tjeneren selv",
    "self signed certificate": "tjenerens sertifikat er signert av tjeneren selv",
    "unable to get": "det mangler et sertifikat mellom tjenerens og et vi kjenner",
    "hostname mismatch": "tjenerens sertifikat gjelder et annet navn",
    "ip address mismatch": "tjenerens sertifikat gjelder en annen adresse",
    "certificate revoked": "tjenerens sertifikat er trukket tilbake",
    "wrong version number": "tjeneren svarer ikke med TLS",
    "record layer failure": "tjeneren svarer ikke med TLS",
    "unsupported protocol": "tjeneren har bare eldre utgaver av TLS",
    "tlsv1 alert protocol version": "tjeneren godtar ikke vår utgave av TLS",
    "tlsv13 alert certificate required": "tjeneren krever vårt sertifikat",
    "tlsv1 alert unknown ca": "tjeneren kjenner ikke den som har signert vårt sertifikat",
    "unexpected eof": "tjeneren brøt forbindelsen",
}
# fmt: on


class HttpProblem(Exception):
    """Something that stops one request; `again`: it may go better at the next try, after `wait` seconds if given."""

    def __init__(self, fault: HttpFault, detail: str = "", *, again: bool = False, wait: float | None = None) -> None:
        super().__init__(fault.value)
        self.fault, self.detail, self.again, self.wait = fault, detail, again, wait


def as_fault(problem: HttpProblem, place: str) -> Fault:
    """The fault as the board shows it; `place` is an address or a file's name."""
    nb, nb_remedy, en, en_remedy = _WORDS[problem.fault]
    name, detail = printable(place, _LONGEST), printable(problem.detail, 80)
    detail_nb = _secured(detail) if problem.fault is HttpFault.TLS else detail
    return Fault(
        problem.fault.value,
        name,
        f"{name}: {nb.format(detail=detail_nb)}; {nb_remedy}",
        f"{name}: {en.format(detail=detail)}; {en_remedy}",
    )


def _secured(detail: str) -> str:
    """Why a connection could not be secured, in Norwegian."""
    said = detail.lower()
    return next((nb for begins, nb in _TLS.items() if said.startswith(begins)), f"«{detail}»")


def place_of(url: str) -> str:
    """An address as messages may show it: without user, query and fragment."""
    parts = urlsplit(url)
    return printable(f"{parts.scheme}://{parts.netloc.rpartition('@')[2]}{parts.path}", _LONGEST)


def joined(url: str, target: str) -> str:
    """The address that `target` means at `url`, without its fragment. HttpProblem when it is none."""
    try:
        return urljoin(url, target.strip()).partition("#")[0]
    except ValueError:
        raise HttpProblem(HttpFault.REDIRECT, detail="?") from None
