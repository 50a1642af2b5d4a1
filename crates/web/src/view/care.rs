//! Find care: whom, who is near, one place, side by side, the letter, and the directory.

use askama::Template;

use super::{Choice, Cite, Frame, Link};

/// The search and what it found.
#[derive(Template)]
#[template(path = "care.html")]
pub(crate) struct CarePage {
    pub(crate) frame: Frame,
    pub(crate) head: NeedHead,
    /// Whether any directory is loaded.
    pub(crate) loaded: bool,
    pub(crate) form: SearchForm,
    pub(crate) map: Option<Map>,
    pub(crate) places: Vec<PlaceRow>,
    /// How many and from where, or what is missing.
    pub(crate) told: String,
    /// What would find somebody, where nobody was found.
    pub(crate) widen: Vec<Link>,
    /// Other towns that the typed one may have meant.
    pub(crate) others: Vec<Link>,
    /// The search as fields, so that comparing leads back to it.
    pub(crate) search: Vec<(&'static str, String)>,
    pub(crate) attribution: bool,
}

/// Whom to see, how soon, what to say.
pub(crate) struct NeedHead {
    pub(crate) title: String,
    pub(crate) timing: String,
    /// Whom to call before anything else.
    pub(crate) call_first: Option<String>,
    pub(crate) say: Option<String>,
    pub(crate) bring: Vec<String>,
    /// Each profession in order, with what it is good for and not.
    pub(crate) whom: Vec<(String, String)>,
    pub(crate) cites: Vec<Cite>,
}

/// The form as it was sent.
pub(crate) struct SearchForm {
    pub(crate) near: String,
    pub(crate) near_error: Option<String>,
    pub(crate) who: Vec<Choice>,
    pub(crate) within: Vec<Choice>,
    pub(crate) sort: Vec<Choice>,
    pub(crate) skills: Vec<Choice>,
    pub(crate) wheelchair: bool,
    pub(crate) open_now: bool,
    pub(crate) language: String,
    pub(crate) name: String,
    pub(crate) name_error: Option<String>,
    /// How many further conditions are set.
    pub(crate) set: usize,
    /// Whether one of them is wrong, so that they are shown.
    pub(crate) more: bool,
}

/// A drawing of where they are.
pub(crate) struct Map {
    pub(crate) svg: String,
    /// Where the pictures beneath come from; `None` where it is drawn from positions alone.
    pub(crate) pictures: Option<MapCredit>,
}

/// The server of a map's pictures.
pub(crate) struct MapCredit {
    pub(crate) server: String,
    /// Whom to name; may be empty.
    pub(crate) credit: String,
}

/// Whether and from where map pictures come.
#[derive(Template)]
#[template(path = "care_map.html")]
pub(crate) struct MapPage {
    pub(crate) frame: Frame,
    /// The server in use; `None` while nothing is asked beyond this computer.
    pub(crate) server: Option<String>,
    pub(crate) address: String,
    pub(crate) address_error: Option<String>,
    pub(crate) credit: String,
    pub(crate) credit_error: Option<String>,
    pub(crate) informed: bool,
    pub(crate) informed_error: Option<String>,
}

/// One place of the list.
pub(crate) struct PlaceRow {
    pub(crate) letter: char,
    pub(crate) href: String,
    pub(crate) key: String,
    pub(crate) name: String,
    pub(crate) distance: String,
    pub(crate) what: String,
    pub(crate) address: String,
    pub(crate) phone: Option<Phone>,
    /// Known points out of nine, and how many are not known.
    pub(crate) points: String,
    pub(crate) note: String,
    pub(crate) kept: Vec<&'static str>,
}

/// A number to call.
pub(crate) struct Phone {
    pub(crate) href: String,
    pub(crate) shown: String,
}

/// One of the five questions.
#[derive(Template)]
#[template(path = "care_who.html")]
pub(crate) struct WhoPage {
    pub(crate) frame: Frame,
    pub(crate) id: String,
    pub(crate) place: String,
    pub(crate) ask: String,
    pub(crate) why: String,
    pub(crate) error: Option<String>,
    pub(crate) back: String,
}

/// One place.
#[derive(Template)]
#[template(path = "care_place.html")]
pub(crate) struct PlacePage {
    pub(crate) frame: Frame,
    pub(crate) back: String,
    pub(crate) letter_href: String,
    /// Whom to call before anything else.
    pub(crate) urgent: Option<String>,
    pub(crate) card: PlaceCard,
    pub(crate) skills: Vec<SkillLine>,
    pub(crate) listings: Vec<ListingLine>,
    pub(crate) own: OwnForm,
}

/// What is known about one place, for the card and for the table side by side.
pub(crate) struct PlaceCard {
    pub(crate) key: String,
    pub(crate) href: String,
    pub(crate) letter: char,
    pub(crate) name: String,
    pub(crate) what: String,
    /// How far away, where it is known from where.
    pub(crate) distance: Option<String>,
    pub(crate) address: String,
    pub(crate) phone: Option<Phone>,
    pub(crate) website: Option<String>,
    pub(crate) email: Option<String>,
    pub(crate) hours: String,
    pub(crate) open: &'static str,
    pub(crate) wheelchair: &'static str,
    pub(crate) languages: String,
    pub(crate) methods: Vec<(String, String)>,
    pub(crate) fresh: String,
    pub(crate) gone: Option<String>,
    pub(crate) number: String,
    pub(crate) points: Vec<PointLine>,
}

/// One of the nine points.
pub(crate) struct PointLine {
    pub(crate) question: &'static str,
    pub(crate) word: &'static str,
    pub(crate) class: &'static str,
    pub(crate) icon: &'static str,
}

/// A method or credential and what the evidence says.
pub(crate) struct SkillLine {
    pub(crate) name: String,
    pub(crate) says: String,
    pub(crate) cites: Vec<Cite>,
}

/// What one source says.
pub(crate) struct ListingLine {
    pub(crate) source: String,
    pub(crate) says: String,
    pub(crate) licence: String,
}

/// What the runner found out.
pub(crate) struct OwnForm {
    /// Where it is sent, with the search that led here.
    pub(crate) action: String,
    pub(crate) note: String,
    pub(crate) note_error: Option<String>,
    pub(crate) been_there: bool,
    pub(crate) confirmed: Option<String>,
    pub(crate) shortlisted: bool,
    pub(crate) answers: Vec<OwnAnswer>,
}

/// One answer of the runner.
pub(crate) struct OwnAnswer {
    pub(crate) name: &'static str,
    pub(crate) question: &'static str,
    pub(crate) options: Vec<Choice>,
}

/// Up to four places side by side, or the shortlist.
#[derive(Template)]
#[template(path = "care_compare.html")]
pub(crate) struct ComparePage {
    pub(crate) frame: Frame,
    pub(crate) back: String,
    pub(crate) lead: &'static str,
    pub(crate) cards: Vec<PlaceCard>,
    /// Each of the nine questions with its answers, place by place.
    pub(crate) points: Vec<(&'static str, Vec<&'static str>)>,
    pub(crate) skills: Vec<SkillLine>,
}

/// What was put on the shortlist.
#[derive(Template)]
#[template(path = "care_shortlist.html")]
pub(crate) struct ShortlistPage {
    pub(crate) frame: Frame,
    pub(crate) need: String,
    pub(crate) rows: Vec<ShortlistRow>,
}

/// One of the shortlist.
pub(crate) struct ShortlistRow {
    /// Its page, where a loaded directory holds it.
    pub(crate) href: Option<String>,
    /// That it is listed no more, in a sentence.
    pub(crate) gone: Option<String>,
    pub(crate) key: String,
    pub(crate) name: String,
    pub(crate) note: String,
}

/// A letter to take along.
#[derive(Template)]
#[template(path = "care_letter.html")]
pub(crate) struct LetterPage {
    pub(crate) frame: Frame,
    pub(crate) back: String,
    pub(crate) date: String,
    pub(crate) to: Vec<String>,
    pub(crate) from: String,
    pub(crate) urgent: Option<String>,
    pub(crate) say: String,
    pub(crate) findings: Vec<String>,
    pub(crate) signs: Vec<String>,
    /// The sheet of the examination with this place's address, once something was told.
    pub(crate) sheet: Option<String>,
    pub(crate) bring: Vec<String>,
}

/// The directory: what is loaded, how to get one, and bringing one in.
#[derive(Template)]
#[template(path = "care_directory.html")]
pub(crate) struct DirectoryPage {
    pub(crate) frame: Frame,
    pub(crate) files: Vec<DatasetLine>,
    /// Whether towns or postal codes can be typed.
    pub(crate) has_towns: bool,
    pub(crate) progress: Option<DirectoryProgress>,
    pub(crate) path: String,
    pub(crate) path_error: Option<String>,
    pub(crate) files_error: Option<String>,
}

/// A file that was imported.
pub(crate) struct DatasetLine {
    pub(crate) name: String,
    pub(crate) kind: &'static str,
    pub(crate) listed: String,
    pub(crate) dated: String,
    pub(crate) licence: String,
}

/// The part that renews itself while a file is read.
#[derive(Template)]
#[template(path = "care_progress.html")]
pub(crate) struct DirectoryProgressPart {
    pub(crate) progress: DirectoryProgress,
}

/// How far an import is, and what became of each file.
pub(crate) struct DirectoryProgress {
    pub(crate) running: bool,
    pub(crate) title: String,
    pub(crate) done: u64,
    pub(crate) of: u64,
    pub(crate) lines: Vec<FileLine>,
}

/// What became of one file.
pub(crate) struct FileLine {
    pub(crate) name: String,
    pub(crate) told: String,
    pub(crate) word: &'static str,
    pub(crate) class: &'static str,
}
