//! Worked cases: what a person brings and what must come out. They are the specification.

use crate::Files;
use crate::condition::{finding_id, measure_id};
use crate::draft::each;
use crate::node::{File, Node, Table};
use crate::problem::{Log, Problem, Problems};
use femoris_clinic::case::{ActiveRestriction, CaseState, LoadHistory};
use femoris_clinic::complaint::{AgeYears, Complaint, Location, Onset, Setting, Sex, Side};
use femoris_clinic::event::{Entry, Event, Sequence};
use femoris_clinic::finding::{Finding, FindingGroup, FindingId};
use femoris_clinic::knowledge::Knowledge;
use femoris_clinic::load::LoadNote;
use femoris_clinic::measurement::Measure;
use femoris_clinic::readiness::{Decision, InjuryClass};
use femoris_clinic::rehab::offer::offers;
use femoris_clinic::restriction::{Caps, Restriction, RestrictionEffect};
use femoris_clinic::verdict::{Verdict, verdict};
use femoris_measure::{Day, Instant, Metres, Minutes};

/// A file of worked cases.
#[derive(Debug, Clone, PartialEq)]
pub struct CaseFile {
    /// Name without folder and ending.
    pub name: String,
    /// Heading of its page.
    pub title: String,
    /// What its cases show.
    pub intro: String,
    /// The cases.
    pub cases: Vec<WorkedCase>,
}

/// One worked case.
#[derive(Debug, Clone, PartialEq)]
pub struct WorkedCase {
    /// Its id.
    pub id: String,
    /// What it is about.
    pub title: String,
    /// Why it must come out so.
    pub why: String,
    /// What is known.
    pub given: CaseState,
    /// What must come out.
    pub expect: Expectation,
}

/// What must come out of a case.
#[derive(Debug, Clone, PartialEq)]
pub struct Expectation {
    /// Outcome of triage, by its id.
    pub outcome: String,
    /// The flags, exactly these and in this order.
    pub flags: Vec<String>,
    /// May I run today.
    pub decision: Decision,
    /// What the complaint is taken for, where the case is about that.
    pub class: Option<InjuryClass>,
    /// Rules that must be among the reasons.
    pub speaks: Vec<String>,
    /// Rules that must be neither a flag nor among the reasons.
    pub silent: Vec<String>,
    /// Protocols it is meant for and the guards that refuse them, where the case is about that.
    pub protocols: Option<ExpectedProtocols>,
}

/// What must come out about protocols.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ExpectedProtocols {
    /// The protocols that are meant for the case, exactly these and in this order.
    pub meant: Vec<String>,
    /// The guards that refuse them, exactly these and in this order; with none, they may begin.
    pub refused: Vec<String>,
}

/// Reads every file of worked cases.
pub fn read(files: &Files) -> Result<Vec<CaseFile>, Problems> {
    let log = Log::default();
    let named = files.iter().filter_map(|(path, text)| {
        let name = path.strip_prefix("cases/")?.strip_suffix(".toml")?;
        read_file(File { name: path, text }, name, &log)
    });
    let files: Vec<CaseFile> = named.collect();
    let problems = log.into_problems();
    if problems.is_empty() { Ok(files) } else { Err(Problems(problems)) }
}

impl WorkedCase {
    /// What the knowledge says about it, and every way in which that is not what was expected.
    pub fn judge(&self, knowledge: &Knowledge) -> (Verdict, Vec<String>) {
        let verdict = verdict(&self.given, knowledge);
        let mut wrong = Vec::new();
        let mut compare = |what: &str, is: String, should: String| {
            if is != should {
                wrong.push(format!("{}: {what} is {is}, expected {should}", self.id));
            }
        };
        compare("outcome", verdict.triage.outcome.id().to_owned(), self.expect.outcome.clone());
        compare("flags", flags(&verdict).join(" "), self.expect.flags.join(" "));
        compare("decision", verdict.run_today.decision.to_string(), self.expect.decision.to_string());
        if let Some(class) = self.expect.class {
            compare("class", verdict.run_today.class.to_string(), class.to_string());
        }
        if let Some(expected) = &self.expect.protocols {
            let offers = offers(&self.given, knowledge);
            let meant: Vec<&str> = offers.iter().map(|offer| offer.protocol.id.id()).collect();
            let guards = offers.iter().flat_map(|offer| &offer.refusals);
            let refused: Vec<&str> = guards.map(|guard| guard.id.as_str()).collect();
            compare("protocols", meant.join(" "), expected.meant.join(" "));
            compare("refused by", refused.join(" "), expected.refused.join(" "));
        }
        let spoken = speaking(&verdict);
        for rule in self.expect.speaks.iter().filter(|rule| !spoken.contains(rule)) {
            wrong.push(format!(
                "{}: {rule} is silent, expected to speak; speaking: {}",
                self.id,
                spoken.join(" ")
            ));
        }
        for rule in self.expect.silent.iter().filter(|rule| spoken.contains(rule)) {
            wrong.push(format!("{}: {rule} speaks, expected to be silent", self.id));
        }
        (verdict, wrong)
    }
}

/// Ids of the flags that are raised, most urgent first.
pub(crate) fn flags(verdict: &Verdict) -> Vec<String> {
    verdict.triage.flags.iter().map(|flag| flag.rule.to_string()).collect()
}

/// Ids of everything that took part in a verdict: flags, reasons and notes on the load.
pub fn speaking(verdict: &Verdict) -> Vec<String> {
    let reasons = verdict.run_today.reasons.iter().map(|reason| reason.rule.to_string());
    let notes = verdict.run_today.load.notes.iter().map(|note| match note {
        LoadNote::NoBaseline { rule } | LoadNote::Compared { rule, .. } => rule.to_string(),
    });
    let split = verdict.run_today.load.split.iter().map(|(rule, _)| rule.to_string());
    let mut spoken: Vec<String> =
        flags(verdict).into_iter().chain(reasons).chain(notes).chain(split).collect();
    spoken.sort();
    spoken.dedup();
    spoken
}

fn read_file(file: File<'_>, name: &str, log: &Log) -> Option<CaseFile> {
    let parsed = match toml::de::DeTable::parse(file.text) {
        Ok(parsed) => toml::Spanned::new(parsed.span(), toml::de::DeValue::Table(parsed.into_inner())),
        Err(error) => {
            log.add(Problem {
                file: file.name.to_owned(),
                line: error.span().map_or(0, |span| file.line(span.start)),
                path: String::new(),
                what: error.message().to_owned(),
                mend: "write valid TOML".to_owned(),
            });
            return None;
        }
    };
    let table = Table::root(file, log, &parsed)?;
    let title = table.required("title").and_then(|node| node.words());
    let intro = table.required("intro").and_then(|node| node.words());
    let mut cases = Vec::new();
    each(table.list("case"), |table| cases.extend(case(table)));
    table.finish();
    Some(CaseFile { name: name.to_owned(), title: title?.to_owned(), intro: intro?.trim().to_owned(), cases })
}

fn case(table: &Table<'_>) -> Option<WorkedCase> {
    let words = |key: &str| table.required(key).and_then(|node| node.words()).map(str::to_owned);
    let (id, title, why) = (words("id"), words("title"), words("why"));
    let given = table.required("given").and_then(|node| {
        let table = node.table()?;
        let state = given(&table);
        table.finish();
        state
    });
    let expect = table.required("expect").and_then(|node| {
        let table = node.table()?;
        let expect = expect(&table);
        table.finish();
        expect
    });
    Some(WorkedCase { id: id?, title: title?, why: why?, given: given?, expect: expect? })
}

/// The day of every case that states none; the worked cases are about other things than the calendar.
const DAY: (i16, i8, i8) = (2026, 11, 21);

fn given(table: &Table<'_>) -> Option<CaseState> {
    let today = Day::from_ymd(DAY.0, DAY.1, DAY.2)?;
    let mut state = CaseState::fold(&tests(table, today), today, load(table, today));
    if let Some(node) = table.optional("age") {
        state.age = node.whole().and_then(|years| AgeYears::new(years).ok());
        if state.age.is_none() {
            node.wrong("not an age", "write 5 to 100");
        }
    }
    state.sex = table.optional("sex").and_then(|node| node.id("sex", Sex::from_id, Sex::ALL, Sex::id));
    state.complaint = complaint(table, today);
    if let Some(node) = table.optional("danger_signs") {
        danger_signs(&node, &mut state);
    }
    for (key, answer) in [("present", Finding::Present), ("absent", Finding::Absent)] {
        for id in table.list(key).iter().filter_map(finding_id) {
            state.set_finding(id, answer);
        }
    }
    if let Some(measures) = table.optional("measures").and_then(|node| node.table()) {
        for key in measures.keys() {
            if let Some(measure) = measures.optional(key).and_then(|node| measure(key, &node)) {
                state.set_measure(measure);
            }
        }
    }
    if let Some(node) = table.optional("restriction") {
        state.restrictions.extend(restriction(&node));
    }
    Some(state)
}

/// `danger_signs = "absent"`: every one was asked and denied; those under `present` still count.
fn danger_signs(node: &Node<'_>, state: &mut CaseState) {
    match node.text() {
        Some("absent") => {
            let signs = FindingId::ALL.iter().filter(|id| id.group() == FindingGroup::DangerSign);
            signs.for_each(|id| state.set_finding(*id, Finding::Absent));
        }
        Some(other) => node.unknown("answer", other, ["absent"]),
        None => {}
    }
}

fn complaint(table: &Table<'_>, today: Day) -> Complaint {
    let days = table.optional("days_since_onset").and_then(|node| node.whole::<i32>());
    Complaint {
        setting: table
            .optional("setting")
            .and_then(|node| node.id("setting", Setting::from_id, Setting::ALL, Setting::id)),
        onset: table
            .optional("onset")
            .and_then(|node| node.id("onset", Onset::from_id, Onset::ALL, Onset::id)),
        onset_date: days.map(|days| today.plus_days(-days)),
        side: table.optional("side").and_then(|node| node.id("side", Side::from_id, Side::ALL, Side::id)),
        location: table
            .optional("location")
            .and_then(|node| node.id("location", Location::from_id, Location::ALL, Location::id)),
    }
}

fn measure(key: &str, node: &Node<'_>) -> Option<Measure> {
    let Some(id) = femoris_clinic::measurement::MeasureId::from_id(key) else {
        let known = femoris_clinic::measurement::MeasureId::ALL.iter().map(|id| id.id());
        node.unknown("measure", key, known);
        return None;
    };
    let checked = Measure::new(id, node.number()?);
    if let Err(error) = &checked {
        node.wrong(error.to_string(), "write a number on its scale");
    }
    checked.ok()
}

/// Earlier tests, `{ measure = "load_test_pain", days_ago = 1, value = 3 }`, as the events they were.
fn tests(table: &Table<'_>, today: Day) -> Vec<Event> {
    let mut events = Vec::new();
    each(table.list("tests"), |test| {
        let id = test.required("measure").and_then(|node| measure_id(&node));
        let days = test.required("days_ago").and_then(|node| node.whole::<i32>());
        let value = test.required("value").and_then(|node| node.number());
        if let (Some(id), Some(days), Some(value)) = (id, days, value)
            && let Ok(measure) = Measure::new(id, value)
        {
            events.push(Event {
                sequence: Sequence(events.len() as u64),
                at: Instant::from_unix_ms(0),
                day: today.plus_days(-days),
                entry: Entry::Measured(measure),
            });
        }
    });
    events
}

/// `{ running_for_days = 200, longest_km = 15, planned_km = 18 }`
fn load(table: &Table<'_>, today: Day) -> LoadHistory {
    let Some(table) = table.optional("load").and_then(|node| node.table()) else {
        return LoadHistory::default();
    };
    let km = |key: &str| {
        let km = table.optional(key).and_then(|node| node.number())?;
        Metres::new(km * 1000.0).ok()
    };
    let days = table.required("running_for_days").and_then(|node| node.whole::<i32>());
    let load = LoadHistory {
        first_run: days.map(|days| today.plus_days(-days)),
        longest_before_today: km("longest_km"),
        planned_today: km("planned_km"),
        ..LoadHistory::default()
    };
    table.finish();
    load
}

/// `{ effect = "no_run" }` or `{ effect = "cap", minutes = 30 }`
fn restriction(node: &Node<'_>) -> Option<ActiveRestriction> {
    let table = node.table()?;
    let minutes = table.optional("minutes").and_then(|node| node.number());
    let effect = match table.required("effect")?.text()? {
        "no_run" => RestrictionEffect::NoRun,
        "cap" => RestrictionEffect::Cap(Caps {
            minutes: minutes.and_then(|minutes| Minutes::new(minutes).ok()),
            ..Caps::default()
        }),
        other => {
            node.unknown("effect", other, ["no_run", "cap"]);
            return None;
        }
    };
    table.finish();
    Some(ActiveRestriction {
        set_by: None,
        restriction: Restriction { text: String::new(), until: None, effect },
    })
}

fn expect(table: &Table<'_>) -> Option<Expectation> {
    let list = |key: &str| -> Vec<String> {
        table.list(key).iter().filter_map(Node::words).map(str::to_owned).collect()
    };
    let outcome = table.required("outcome").and_then(|node| node.words());
    let decision = table
        .required("decision")
        .and_then(|node| node.id("decision", Decision::from_id, Decision::ALL, Decision::id));
    let class = table
        .optional("class")
        .and_then(|node| node.id("class", InjuryClass::from_id, InjuryClass::ALL, InjuryClass::id));
    let (flags, speaks, silent) = (list("flags"), list("speaks"), list("silent"));
    let (meant, refused) = (list("protocols"), list("refused"));
    let is_about_them = table.optional("protocols").is_some();
    let protocols = is_about_them.then_some(ExpectedProtocols { meant, refused });
    Some(Expectation {
        outcome: outcome?.to_owned(),
        flags,
        decision: decision?,
        class,
        speaks,
        silent,
        protocols,
    })
}
