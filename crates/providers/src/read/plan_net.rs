//! FHIR resources of the Plan-Net guide: who (practitioner, role, service) and where (location), put together.

use std::collections::HashMap;
use std::io::Read;

use femoris_measure::{Day, Place};
use serde_json::Value;

use super::list::languages;
use super::tags::site;
use super::zip_points::ZipPoints;
use super::{Counts, ReadError, Sink, Source};
use crate::entry::{Address, Contact, Entry, EntryKey, Precision, Wheelchair};
use crate::text::tidy;
use crate::vocabulary::{Kind, Professions, Skills, of_taxonomy};

/// Largest bundle: it is held in memory.
const LARGEST: u64 = 32 << 20;
/// Most bytes kept of a text.
const LONGEST: usize = 300;

/// Resources by `Type/id`.
type Resources<'a> = HashMap<String, &'a Value>;

pub(super) fn read(
    source: &mut dyn Source,
    zips: &ZipPoints,
    sink: &mut dyn Sink,
) -> Result<(Counts, Option<Day>), ReadError> {
    let mut bytes = Vec::new();
    if Read::take(&mut *source, LARGEST + 1).read_to_end(&mut bytes)? as u64 > LARGEST {
        return Err(ReadError::refused("The bundle is larger than 32 MB. Split it."));
    }
    let bundle: Value = serde_json::from_slice(&bytes)
        .map_err(|error| ReadError::refused(format!("It is not whole JSON (line {}).", error.line())))?;
    drop(bytes);
    let all = resources(&bundle);
    let by_id: Resources<'_> = all.iter().filter_map(|one| Some((name_of(one)?, *one))).collect();
    let mut counts = Counts::default();
    let mut newest = None;
    let mut ordered: Vec<&Value> = all.into_iter().filter(|one| speaks(one)).collect();
    ordered.sort_by_key(|one| name_of(one));
    for resource in ordered {
        counts.met += 1;
        if resource["active"] == Value::Bool(false) {
            counts.deactivated += 1;
            continue;
        }
        let (professions, skills, codes) = professions(resource, &by_id);
        if professions.is_empty() {
            counts.other_profession += 1;
            continue;
        }
        let locations: Vec<&Value> = references(&resource["location"], &by_id).collect();
        let mut kept = 0;
        for (number, location) in locations.iter().enumerate() {
            let Some(found) = position(location, zips) else { continue };
            let parts = Parts { resource, location, by_id: &by_id, number };
            let entry = parts.entry((professions, skills), codes.clone(), found);
            if let Some(entry) = entry {
                newest = newest.max(entry.updated);
                kept += 1;
                sink.entry(entry)?;
            }
        }
        if kept == 0 {
            counts.without_position += 1;
        }
        counts.kept += kept;
    }
    Ok((counts, newest))
}

/// The resources of a bundle, or the one resource there is.
fn resources(value: &Value) -> Vec<&Value> {
    match value["entry"].as_array() {
        Some(entries) if value["resourceType"] == "Bundle" => {
            entries.iter().map(|entry| &entry["resource"]).filter(|one| one.is_object()).collect()
        }
        _ => vec![value],
    }
}

fn name_of(resource: &Value) -> Option<String> {
    Some(format!("{}/{}", resource["resourceType"].as_str()?, resource["id"].as_str()?))
}

/// Whether a resource stands for somebody one can go to.
fn speaks(resource: &Value) -> bool {
    matches!(resource["resourceType"].as_str(), Some("PractitionerRole" | "HealthcareService"))
}

fn text(value: &Value) -> String {
    tidy(value.as_str().unwrap_or_default(), LONGEST)
}

fn items(value: &Value) -> impl Iterator<Item = &Value> {
    value.as_array().into_iter().flatten()
}

/// Resources that a reference, or a list of them, names.
fn references<'a>(value: &'a Value, by_id: &'a Resources<'a>) -> impl Iterator<Item = &'a Value> {
    let one = value.as_object().map(|_| value);
    one.into_iter().chain(items(value)).filter_map(|reference| {
        let name = reference["reference"].as_str()?;
        let short = name.rsplitn(3, '/').collect::<Vec<_>>();
        let short = format!("{}/{}", short.get(1)?, short.first()?);
        by_id.get(&short).copied()
    })
}

/// Codes of a role or service, and of the qualifications of its practitioner.
fn professions(resource: &Value, by_id: &Resources<'_>) -> (Professions, Skills, String) {
    let mut found = (Professions::EMPTY, Skills::EMPTY, Vec::new());
    let people = references(&resource["practitioner"], by_id).flat_map(|one| items(&one["qualification"]));
    let qualifications = people.map(|one| &one["code"]);
    let concepts = items(&resource["specialty"])
        .chain(items(&resource["code"]))
        .chain(items(&resource["type"]))
        .chain(qualifications);
    for code in
        concepts.flat_map(|concept| items(&concept["coding"])).filter_map(|coding| coding["code"].as_str())
    {
        if let Some((profession, skills)) = of_taxonomy(code) {
            found.0 = found.0.with(profession);
            found.1 = found.1.union(skills);
            found.2.push(tidy(code, LONGEST));
        }
    }
    found.2.dedup();
    (found.0, found.1, found.2.join(" "))
}

fn position(location: &Value, zips: &ZipPoints) -> Option<(Place, Precision)> {
    let at = &location["position"];
    let exact = at["latitude"].as_f64().zip(at["longitude"].as_f64());
    let exact = exact.and_then(|(lat, lon)| Place::new(lat, lon).ok()).map(|place| (place, Precision::Exact));
    exact.or_else(|| {
        zips.get(location["address"]["postalCode"].as_str()?).map(|place| (place, Precision::Area))
    })
}

/// What an entry is put together from.
struct Parts<'a> {
    resource: &'a Value,
    location: &'a Value,
    by_id: &'a Resources<'a>,
    number: usize,
}

impl Parts<'_> {
    fn entry(
        &self,
        (professions, skills): (Professions, Skills),
        taxonomies: String,
        (position, precision): (Place, Precision),
    ) -> Option<Entry> {
        let Self { resource, location, by_id, number } = *self;
        let suffix = if number == 0 { String::new() } else { format!("#{number}") };
        let person = references(&resource["practitioner"], by_id).next();
        let address = &location["address"];
        let lines: Vec<String> = items(&address["line"]).map(text).collect();
        let updated =
            resource["meta"]["lastUpdated"].as_str().and_then(|stamp| stamp.get(..10)?.parse().ok());
        let access = items(&location["extension"])
            .any(|one| one["valueCodeableConcept"]["coding"][0]["code"] == "handiaccess");
        Some(Entry {
            key: EntryKey::new(format!("fhir:{}{suffix}", name_of(resource)?))?,
            kind: Kind::PlanNet,
            name: self.name(person)?,
            professions,
            skills,
            position,
            precision,
            address: Address {
                street: lines.join(", "),
                postcode: text(&address["postalCode"]),
                town: text(&address["city"]),
                region: text(&address["state"]),
            },
            contact: self.contact(),
            hours: String::new(),
            wheelchair: access.then_some(Wheelchair::Yes),
            languages: person.map_or_else(String::new, |person| {
                let spoken = items(&person["communication"]).flat_map(|one| items(&one["coding"]));
                let codes: Vec<&str> =
                    spoken.filter_map(|coding| coding["code"].as_str()?.get(..2)).collect();
                languages(&codes.join(" "))
            }),
            taxonomies,
            updated,
        })
    }

    /// The service's or the person's name, else that of the location.
    fn name(&self, person: Option<&Value>) -> Option<String> {
        let human = person.map(|person| &person["name"][0]);
        let written = human.map(|name| text(&name["text"])).filter(|name| !name.is_empty());
        let built = human.map(|name| {
            let given: Vec<String> = items(&name["given"]).map(text).collect();
            format!("{} {}", given.join(" "), text(&name["family"])).trim().to_owned()
        });
        let names = [Some(text(&self.resource["name"])), written, built, Some(text(&self.location["name"]))];
        names.into_iter().flatten().find(|name| !name.is_empty())
    }

    /// Work numbers only: what is marked as somebody's home is left alone.
    fn contact(&self) -> Contact {
        let own = items(&self.resource["telecom"]);
        let all = own.chain(items(&self.location["telecom"])).filter(|one| one["use"] != "home");
        let all: Vec<&Value> = all.collect();
        let first = |system: &str| {
            all.iter().find(|one| one["system"] == system).map(|one| text(&one["value"])).unwrap_or_default()
        };
        Contact { phone: first("phone"), website: site(&first("url")), email: first("email") }
    }
}
