"""A small wheel for tests, as YAML text that each test may change."""

SMALL = """
schema: 1
id: small-2024
year: 2024
title: {nb: Lite, en: Small}
documents:
  letter: {title: {nb: Brev, en: Letter}, issuer: hod, date: 2024-01-15, maker: letter}
  mandate: {title: {nb: Mandat, en: Mandate}, issuer: hod, date: 2024-01-15, maker: mandate}
actors:
  hod: {name: {nb: Departementet, en: Ministry}}
  a: {name: {nb: A, en: A}}
  b: {name: {nb: B, en: B}}
  both: {name: {nb: Begge, en: Both}, members: [a, b]}
initiatives:
  one: {name: {nb: En, en: One}}
  two: {name: {nb: To, en: Two}}
series:
  followup: {title: {nb: Oppfølgingsmøte, en: Follow-up}, definite: {nb: oppfølgingsmøtet, en: the follow-up}}
events:
  end: {title: {nb: Slutt, en: End}}
meetings:
  followup-2024-1: {series: followup, date: 2024-09-09, actors: [a, b]}
  followup-2024-2: {series: followup, actors: [a, b]}
document_types:
  report: {kind: followup_report, title: {nb: Rapport, en: Report}}
  plan: {kind: joint_plan, title: {nb: Felles plan, en: Joint plan}}
  statement: {kind: annual_statement, title: {nb: Melding, en: Statement}}
obligations:
  report-one:
    delivered_in: [report]
    actors: [a, b]
    addressee: hod
    initiatives: [one]
    due: {type: before_meeting, series: followup, days: 14}
    required: [status, risk]
    statements:
      - {document: mandate, section: "6", lines: [10, 12]}
  report-letter:
    delivered_in: [report]
    actors: [a]
    addressee: hod
    initiatives: [one, two]
    due: {type: before_meeting, series: followup, days: 14}
    required: [status, deviation]
    statements:
      - {document: letter, section: Siste, lines: [1, 2]}
  plan:
    delivered_in: [plan]
    actors: [both]
    addressee: hod
    initiatives: [one]
    due: {type: fixed, month: 9, day: 15}
    required: [tasks]
    statements:
      - {document: mandate, section: "6", lines: [20, 20]}
      - {document: letter, section: Tabell, lines: [5, 5], due: {type: end_of_month, month: 8}}
  status:
    delivered_in: [plan, statement]
    actors: [a, b]
    addressee: hod
    initiatives: [two]
    due: {type: inside}
    required: [status]
    statements:
      - {document: mandate, section: "6", lines: [30, 30]}
"""
