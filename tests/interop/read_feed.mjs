// Reads one calendar file with ical.js (Thunderbird's reader) and node-ical, and prints what each understood as JSON.
import { readFileSync } from "node:fs";
import ICAL from "ical.js";
import ical from "node-ical";

const text = readFileSync(process.argv[2], "utf8");

const isoDay = (date) =>
  [date.getFullYear(), date.getMonth() + 1, date.getDate()].map((part) => String(part).padStart(2, "0")).join("-");

// A day as it stands, an instant in UTC.
const instant = (date) => date.toISOString().replace(".000Z", "+00:00");
const when = (time) => (time.isDate ? time.toString() : instant(time.toJSDate()));

const withIcalJs = () =>
  new ICAL.Component(ICAL.parse(text)).getAllSubcomponents("vevent").map((component) => ({
    uid: component.getFirstPropertyValue("uid"),
    summary: component.getFirstPropertyValue("summary"),
    description: component.getFirstPropertyValue("description"),
    dtstart: when(component.getFirstPropertyValue("dtstart")),
    dtend: when(component.getFirstPropertyValue("dtend")),
    sequence: component.getFirstPropertyValue("sequence"),
    status: component.getFirstPropertyValue("status"),
  }));

const withNodeIcal = () =>
  Object.values(ical.sync.parseICS(text))
    .filter((item) => item.type === "VEVENT")
    .map((item) => ({
      uid: item.uid,
      summary: item.summary,
      description: item.description,
      dtstart: item.datetype === "date" ? isoDay(item.start) : instant(item.start),
      dtend: item.datetype === "date" ? isoDay(item.end) : instant(item.end),
      sequence: Number(item.sequence),
      status: item.status,
    }));

process.stdout.write(JSON.stringify({ "ical.js": withIcalJs(), "node-ical": withNodeIcal() }));
