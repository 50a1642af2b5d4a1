//! The plan as its page needs it: what may be tested and written down today, how strength and confidence went, what was
//! done, and the coming week.

use femoris_clinic::case::Dated;
use femoris_clinic::event::Event;
use femoris_clinic::evidence::RuleId;
use femoris_clinic::facts::Facts;
use femoris_clinic::finding::FindingGroup;
use femoris_clinic::measurement::MeasureId;
use femoris_clinic::observation::Fact;
use femoris_clinic::rehab::history::History;
use femoris_clinic::rehab::log::RehabSettings;
use femoris_clinic::rehab::plan::Plan;
use femoris_clinic::rehab::protocol::{DayPlan, Refuses, Slot};
use femoris_clinic::rehab::session::Refusal;
use femoris_clinic::running::rules::RunRule;
use femoris_measure::Day;

use crate::care::{CareNeed, referrals};
use crate::rehab::day_of;
use crate::{App, AppError, Interview, RehabDay, RehabPlan, Trend, TrendOf};

/// Days of sessions that are shown: four weeks.
pub const DONE_DAYS: i32 = 28;
/// Days of the week sheet.
const WEEK_DAYS: i32 = 7;
/// What stands beside confidence: strength, as it is measured at home or by a clinician.
const STRENGTH: [MeasureId; 6] = [
    MeasureId::BridgeSoreReps,
    MeasureId::BridgeOtherReps,
    MeasureId::HoldSoreS,
    MeasureId::HoldOtherS,
    MeasureId::IsometricKneeFlexionDeficitPct,
    MeasureId::Isometric15DeficitPct,
];

/// What leads on where there is no plan.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Door {
    /// The page of the day, with what stands first.
    Today,
    /// What is known about staying healthy: nothing was told that hurts.
    Prevention,
    /// To tell of pain.
    TellOfPain,
    /// The questions that are left.
    Questions,
    /// The danger signs.
    DangerSigns,
    /// Whom to see, and who is near.
    WhomToSee,
    /// The age, which the refusal rests on.
    Age,
}

/// The plan and what belongs beside it.
#[derive(Debug)]
pub struct PlanToday<'k> {
    /// Where the runner stands.
    pub plan: RehabPlan<'k>,
    /// What leads on where there is none, the first before the others.
    pub doors: Vec<Door>,
    /// What the gate asks for and may be tested in this case without harm, each once, in the order of the criteria.
    pub tests: Vec<Fact>,
    /// What the gate asks for and must not be tested here now.
    pub withheld: Vec<Fact>,
    /// The newest word on confidence.
    pub confidence: Option<Dated<f64>>,
    /// The day from which confidence is asked for again; today where it never was.
    pub confidence_from: Day,
    /// Confidence and strength over time, as far as there are two values.
    pub trends: Vec<Trend>,
    /// Days with a session in the last [`DONE_DAYS`], oldest first.
    pub done: Vec<Day>,
    /// What the runner has and wants.
    pub settings: RehabSettings,
}

/// A day of the coming week.
#[derive(Debug, Clone, PartialEq)]
pub struct ComingDay<'k> {
    /// The day.
    pub day: Day,
    /// The session as it stands by now, a day of rest, or why there is neither.
    pub rehab: RehabDay,
    /// What the week of the stage has on this day, and whether it is only offered.
    pub slots: Vec<(&'k Slot, DayPlan)>,
}

/// The need of whoever is stuck.
const SECOND_LOOK: &str = "second_look";

/// That someone should look at the case.
#[derive(Debug, Clone)]
pub struct PlanLook {
    /// Why.
    pub why: String,
    /// Whom to see, and how soon.
    pub need: &'static CareNeed,
}

impl App {
    /// The plan of today.
    pub fn plan_today(&self) -> Result<PlanToday<'_>, AppError> {
        let events = self.events()?;
        let today = self.clock.today();
        let (plan, history) = self.plan_of(&events, today)?;
        let interview = self.interview()?;
        let asked = match &plan {
            RehabPlan::Plan(plan) => asked(plan),
            RehabPlan::Referred | RehabPlan::Refused(_) => Vec::new(),
        };
        let (tests, withheld) = asked.into_iter().partition(|fact| match fact {
            Fact::Finding(id) if id.group() != FindingGroup::Test => true,
            fact => interview.verdict.offered.contains(fact),
        });
        let confidence = interview.state.dated_measure(MeasureId::Confidence);
        Ok(PlanToday {
            doors: self.doors(&plan, &interview),
            plan,
            tests,
            withheld,
            confidence,
            confidence_from: confidence.map_or(today, |told| self.asked_again(told.day)),
            trends: self.beside(&events, today),
            done: done(&history, today),
            settings: history.settings,
        })
    }

    fn doors(&self, plan: &RehabPlan<'_>, interview: &Interview) -> Vec<Door> {
        match plan {
            RehabPlan::Plan(_) => Vec::new(),
            RehabPlan::Referred => vec![Door::Today, Door::WhomToSee],
            RehabPlan::Refused(Refusal::NoProtocol) if interview.state.tells_of_a_complaint() => {
                vec![Door::Questions]
            }
            RehabPlan::Refused(Refusal::NoProtocol) => vec![Door::Prevention, Door::TellOfPain],
            RehabPlan::Refused(Refusal::Halted { .. }) => vec![Door::DangerSigns],
            RehabPlan::Refused(Refusal::Guarded { guards, .. }) => {
                let open = !interview.verdict.triage.unanswered.is_empty();
                let age = guards.iter().any(|id| self.rests_on_age(id));
                let doors = [(Door::DangerSigns, open), (Door::WhomToSee, true), (Door::Age, age)];
                doors.into_iter().filter(|(_, is_there)| *is_there).map(|(door, _)| door).collect()
            }
        }
    }

    fn rests_on_age(&self, guard: &RuleId) -> bool {
        let guards = self.knowledge.protocols.iter().flat_map(|protocol| &protocol.guards);
        let mut cases = guards.filter(|one| one.id == *guard).filter_map(|one| match &one.when {
            Refuses::Case(when) => Some(when),
            Refuses::OpenTriage | Refuses::StopAndRefer => None,
        });
        cases.any(|when| when.looks_at(Fact::Age))
    }

    /// What stands above a plan today: a clinician holds it, a race is near, or what of illness and sleep changes the days ahead.
    pub fn plan_alerts(&self, plan: &Plan<'_>) -> Vec<&str> {
        let today = self.clock.today();
        let held = plan.course.is_held(today).then(|| "session.held".to_owned());
        let race = plan.course.races.near(today).map(|_| "session.race".to_owned());
        let rested = plan.rested.iter().map(|note| format!("session.{note}"));
        let undone = plan.return_undone.map(|_| format!("{}.reason", RunRule::ReturnUndone));
        let keys = held.into_iter().chain(race).chain(undone).chain(rested);
        keys.map(|key| self.knowledge.text(&key)).collect()
    }

    /// Why someone should look at the case, and whom the directory is asked for; `None` where nobody need.
    pub fn plan_look(&self, plan: &Plan<'_>) -> Result<Option<PlanLook>, AppError> {
        let Some(why) = plan.someone_should_look else { return Ok(None) };
        let need = referrals()?
            .need(SECOND_LOOK)
            .ok_or_else(|| AppError::ours("the need of a second look is missing"))?;
        let (stage, begun) = (plan.course.stage, plan.course.begun.day);
        let days = self.clock.today().days_since(begun).to_string();
        let most = stage.days_up_to.map(|days| days.to_string()).unwrap_or_default();
        let text = self.knowledge.text(&format!("look.{why}"));
        let why = text.replace("{days}", &days).replace("{most}", &most);
        Ok(Some(PlanLook { why, need }))
    }

    /// Asked for again on the last day on which the old word still counts.
    fn asked_again(&self, told: Day) -> Day {
        let good_for = self.knowledge.freshness.measure(MeasureId::Confidence).map_or(0, i32::from);
        told.plus_days((good_for - 1).max(0))
    }

    fn beside(&self, events: &[Event], today: Day) -> Vec<Trend> {
        let mut trends = self.trends(events, today);
        let place = |trend: &Trend| match trend.of {
            TrendOf::Measure(MeasureId::Confidence) => Some(0),
            TrendOf::Measure(id) => STRENGTH.iter().position(|one| *one == id).map(|at| at + 1),
            TrendOf::Pain(_) => None,
        };
        trends.retain(|trend| place(trend).is_some());
        trends.sort_by_key(place);
        trends
    }

    /// Today and the six days after it, as they stand by now. Each morning decides anew.
    pub fn coming_week(&self) -> Result<Vec<ComingDay<'_>>, AppError> {
        let events = self.events()?;
        let today = self.clock.today();
        let (course, days) = self.look_ahead(&events, today, WEEK_DAYS, day_of)?;
        let state = self.state_on(&events, today)?;
        let facts = Facts::new(&state, &self.knowledge.freshness);
        let week = course.as_ref().map(|course| course.stage.week_in(&facts).collect::<Vec<_>>());
        let begun = course.as_ref().map_or(today, |course| course.begun.day);
        let day = |(day, rehab): (Day, RehabDay)| {
            let slots = week.as_ref().map(|week| slots(week, begun, day));
            ComingDay { day, rehab, slots: slots.unwrap_or_default() }
        };
        Ok(days.into_iter().map(day).collect())
    }
}

/// What the gate asks for, with the criteria that were lost or come again, and then what decides which kind of complaint it
/// is; each once.
fn asked(plan: &Plan<'_>) -> Vec<Fact> {
    let mut asked = Vec::new();
    let criteria = plan.again.iter().chain(&plan.gate).chain(&plan.lost);
    let criteria = criteria.flat_map(|view| view.criterion.asks());
    for fact in criteria.chain(plan.undecided()) {
        if !asked.contains(&fact) {
            asked.push(fact);
        }
    }
    asked
}

fn done(history: &History, today: Day) -> Vec<Day> {
    let sessions = history.sittings.iter().filter(|sitting| !sitting.is_outing());
    let mut days: Vec<Day> = sessions.map(|sitting| sitting.day).collect();
    days.retain(|day| (0..DONE_DAYS).contains(&today.days_since(*day)));
    days.sort();
    days.dedup();
    days
}

/// What a day of the week of a stage holds; the week begins on the weekday on which the stage began.
fn slots<'k>(week: &[&'k Slot], begun: Day, day: Day) -> Vec<(&'k Slot, DayPlan)> {
    let at = day.days_since(begun).rem_euclid(WEEK_DAYS) as usize;
    let on = week.iter().filter_map(|slot| slot.days.get(at).map(|plan| (*slot, *plan)));
    on.filter(|(_, plan)| *plan != DayPlan::Off).collect()
}
