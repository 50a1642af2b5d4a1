//! What the tags of an OpenStreetMap object say.

use femoris_measure::Day;

use crate::entry::{Address, Contact, Wheelchair};
use crate::text::tidy;
use crate::vocabulary::{Profession, Professions, Skill, Skills};

/// Longest value kept of a tag, in bytes; the format of the map allows no more.
const LONGEST: usize = 255;
/// Values of `amenity` that make an object one of health care.
const AMENITIES: [&str; 5] = ["clinic", "dentist", "doctors", "hospital", "pharmacy"];

/// The tags of one object.
#[derive(Debug, Default)]
pub(super) struct Tags {
    pairs: Vec<(String, String)>,
}

impl Tags {
    pub(super) fn clear(&mut self) {
        self.pairs.clear();
    }

    pub(super) fn put(&mut self, key: &[u8], value: &[u8]) {
        let text = |bytes: &[u8]| tidy(&String::from_utf8_lossy(bytes), LONGEST);
        self.pairs.push((text(key), text(value)));
    }

    pub(super) fn get(&self, key: &str) -> &str {
        self.pairs.iter().find(|(name, _)| name == key).map_or("", |(_, value)| value)
    }

    fn first(&self, keys: &[&str]) -> String {
        keys.iter().map(|key| self.get(key)).find(|value| !value.is_empty()).unwrap_or_default().to_owned()
    }

    /// Whether the object is one of health care at all.
    pub(super) fn is_health(&self) -> bool {
        !self.get("healthcare").is_empty() || AMENITIES.contains(&self.get("amenity"))
    }

    /// Whether it may be one of ours without being tagged as health care.
    pub(super) fn is_massage(&self) -> bool {
        self.list("shop").any(|value| value == "massage")
    }

    /// The values of a list, in small letters.
    fn list(&self, key: &str) -> impl Iterator<Item = String> {
        self.get(key)
            .split(';')
            .map(|value| value.trim().to_ascii_lowercase().replace([' ', '-'], "_"))
            .filter(|value| !value.is_empty())
    }

    /// Professions and skills that are tagged.
    pub(super) fn professions(&self) -> (Professions, Skills) {
        use Profession as P;
        let mut found = Professions::EMPTY;
        let mut skills = Skills::EMPTY;
        let specialities: Vec<String> = ["healthcare:speciality", "healthcare:specialty", "speciality"]
            .iter()
            .flat_map(|key| self.list(key))
            .collect();
        let is_doctor = self
            .list("amenity")
            .chain(self.list("healthcare"))
            .any(|value| matches!(value.as_str(), "doctors" | "doctor" | "clinic" | "centre" | "hospital"));
        for value in self.list("healthcare").chain(self.list("amenity")).chain(self.list("shop")) {
            match value.as_str() {
                "physiotherapist" | "physiotherapy" | "physical_therapist" | "physical_therapy" => {
                    found = found.with(P::Physiotherapist);
                }
                "podiatrist" => found = found.with(P::Podiatrist),
                "chiropractor" => found = found.with(P::Chiropractor),
                "osteopath" => found = found.with(P::Osteopath),
                "acupuncturist" | "acupuncture" => found = found.with(P::Acupuncturist),
                "dietitian" | "dietician" | "nutrition_counselling" => found = found.with(P::Dietitian),
                "massage" => found = found.with(P::MassageTherapist),
                "doctor" | "doctors" => found = found.with(P::Physician),
                "clinic" | "centre" => found = found.with(P::Clinic),
                "hospital" if self.get("emergency") == "yes" => found = found.with(P::EmergencyDepartment),
                "hospital" => found = found.with(P::Hospital),
                _ => {}
            }
        }
        for speciality in &specialities {
            match speciality.as_str() {
                "physiotherapy" | "physical_therapy" => found = found.with(P::Physiotherapist),
                "chiropractic" => found = found.with(P::Chiropractor),
                "osteopathy" => found = found.with(P::Osteopath),
                "acupuncture" => {
                    skills = skills.with(Skill::Acupuncture);
                    if !is_doctor {
                        found = found.with(P::Acupuncturist);
                    }
                }
                "podiatry" => found = found.with(P::Podiatrist),
                "massage" => found = found.with(P::MassageTherapist),
                "orthopaedics"
                | "orthopedics"
                | "orthopaedic_surgery"
                | "orthopedic_surgery"
                | "orthopaedy" => {
                    found = found.with(P::OrthopaedicSurgeon);
                }
                "sports_medicine" | "sport_medicine" | "sports" => {
                    skills = skills.with(Skill::SportsBackground);
                    if is_doctor {
                        found = found.with(P::SportsPhysician);
                    }
                }
                "physiatry" | "rehabilitation" | "physical_medicine_and_rehabilitation" if is_doctor => {
                    found = found.with(P::RehabilitationPhysician);
                }
                "radiology" | "diagnostic_radiology" => skills = skills.with(Skill::Imaging),
                _ => {}
            }
        }
        if found.has(P::Acupuncturist) {
            skills = skills.with(Skill::Acupuncture);
        }
        if found.has(P::MassageTherapist) {
            skills = skills.with(Skill::Massage);
        }
        (found, skills)
    }

    pub(super) fn name(&self) -> String {
        self.first(&["name", "official_name", "operator", "brand"])
    }

    pub(super) fn address(&self) -> Address {
        let (street, number) = (self.first(&["addr:street", "addr:place"]), self.get("addr:housenumber"));
        Address {
            street: format!("{street} {number}").trim().to_owned(),
            postcode: self.get("addr:postcode").to_owned(),
            town: self.first(&["addr:city", "addr:town", "addr:village"]),
            region: self.first(&["addr:state", "addr:province"]),
        }
    }

    pub(super) fn contact(&self) -> Contact {
        Contact {
            phone: self.first(&["phone", "contact:phone", "contact:mobile"]),
            website: site(&self.first(&["website", "contact:website", "url"])),
            email: self.first(&["email", "contact:email"]),
        }
    }

    pub(super) fn wheelchair(&self) -> Option<Wheelchair> {
        match self.get("wheelchair") {
            "yes" | "designated" => Some(Wheelchair::Yes),
            "limited" => Some(Wheelchair::Limited),
            "no" => Some(Wheelchair::No),
            _ => None,
        }
    }

    /// `language:de=yes` and the like.
    pub(super) fn languages(&self) -> String {
        let spoken = self.pairs.iter().filter(|(_, value)| value == "yes");
        let mut codes: Vec<&str> = spoken
            .filter_map(|(key, _)| key.strip_prefix("language:"))
            .filter(|code| code.len() == 2 && code.bytes().all(|byte| byte.is_ascii_lowercase()))
            .collect();
        codes.sort_unstable();
        codes.join(" ")
    }

    /// The day somebody looked, where that is tagged.
    pub(super) fn checked(&self) -> Option<Day> {
        ["check_date", "survey:date", "check_date:opening_hours"]
            .iter()
            .find_map(|key| self.get(key).parse().ok())
    }
}

/// An address of the web as it can be followed; empty for anything that is none.
pub(crate) fn site(text: &str) -> String {
    let text = text.split(';').next().unwrap_or_default().trim();
    let plain = !text.is_empty() && text.contains('.') && !text.contains(char::is_whitespace);
    if !plain {
        return String::new();
    }
    if text.starts_with("http://") || text.starts_with("https://") {
        return text.to_owned();
    }
    // Another scheme, such as one that runs a script, is no site.
    if text.contains(':') { String::new() } else { format!("https://{text}") }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn tags(pairs: &[(&str, &str)]) -> Tags {
        let mut tags = Tags::default();
        for (key, value) in pairs {
            tags.put(key.as_bytes(), value.as_bytes());
        }
        tags
    }

    fn of(pairs: &[(&str, &str)]) -> Vec<Profession> {
        tags(pairs).professions().0.iter().collect()
    }

    #[test]
    fn variants_and_lists_are_understood() {
        use Profession as P;
        assert_eq!(of(&[("healthcare", "physiotherapist; podiatrist")]), [P::Physiotherapist, P::Podiatrist]);
        assert_eq!(
            of(&[("amenity", "doctors"), ("healthcare:speciality", "Orthopedics;sports medicine")]),
            [P::SportsPhysician, P::OrthopaedicSurgeon, P::Physician]
        );
        assert_eq!(
            of(&[("healthcare", "alternative"), ("healthcare:speciality", "chiropractic")]),
            [P::Chiropractor]
        );
        assert_eq!(of(&[("amenity", "hospital"), ("emergency", "yes")]), [P::EmergencyDepartment]);
        assert_eq!(of(&[("amenity", "hospital")]), [P::Hospital]);
        assert_eq!(of(&[("shop", "massage")]), [P::MassageTherapist]);
        assert_eq!(of(&[("office", "therapist")]), [], "too unclear to send anyone to");
        assert_eq!(of(&[("amenity", "pharmacy")]), []);
    }

    #[test]
    fn only_the_web_is_linked_to() {
        assert_eq!(site("physio.example/a"), "https://physio.example/a");
        assert_eq!(site("javascript:alert(1).x"), "");
        assert_eq!(site("https://a.example; https://b.example"), "https://a.example");
    }
}
