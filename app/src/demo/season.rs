//! The months themselves: who does what when, and what follows from it.

use std::collections::{BTreeMap, HashMap, VecDeque};

use chrono::{Days, TimeDelta};
use domain::context::Source;
use domain::time::{Clock, nairobi, nairobi_day};
use domain::user::Role;
use domain::{LineId, Money, Timestamp, UserId};
use futures::future::try_join_all;

use super::act::{Done, Scene, create_packages};
use super::agenda::{Agenda, Place, Step, Wish};
use super::catalogue::{Created, ONE_DAY, ONE_DAY_FIRST_SHILLINGS, Taste};
use super::chance::Chance;
use super::enrol::enrol;
use super::login::{LOGINS, Login};
use super::people::{Person, people};
use super::policy::{Follower, WillEnd};
use super::story::{Asked, Ending, facts};
use super::tariffs::set_tariffs;
use super::{DemoClock, DemoError, Plan, failed, read_models, rhythm};
use crate::Ledger;
use crate::books::close_next_day;
use crate::payments::initiate::first_line;
use crate::payments::record::Fact;

/// The days, counted from the first, on which the crew connects homes. Half of all homes are
/// connected on the first of them.
const INSTALLATION_DAYS: [u64; 7] = [1, 12, 26, 40, 54, 68, 80];
/// How often progress is told.
const TELL_EVERY: u32 = 500;

/// The demonstration while it is made.
pub(super) struct Season<'a> {
    ledger: &'a Ledger,
    clock: &'a DemoClock,
    say: &'a (dyn Fn(&str) + Sync),
    plan: Plan,
    end: Timestamp,
    chance: Chance,
    agenda: Agenda,
    people: Vec<Person>,
    packages: Created,
    staff: Vec<(Login, UserId)>,
    agent: UserId,
    follower: Follower,
    /// Whose line it is.
    lines: HashMap<LineId, (usize, Place)>,
    /// Who comes to the hotspot, each as often as they are likely to come.
    regulars: Vec<usize>,
    /// Who will come next because they are new.
    newcomers: VecDeque<usize>,
    /// What was bought last, and when.
    last_choice: Option<(Timestamp, usize)>,
    payments: u32,
    /// With which the day ends that is closed next.
    next_midnight: Timestamp,
}

impl<'a> Season<'a> {
    /// The first morning: packages, staff, and everything that can be foreseen.
    pub(super) async fn begin(
        ledger: &'a Ledger,
        clock: &'a DemoClock,
        plan: Plan,
        end: Timestamp,
        say: &'a (dyn Fn(&str) + Sync),
    ) -> Result<Self, DemoError> {
        let first_price = Money::from_cents(ONE_DAY_FIRST_SHILLINGS * 100);
        // The provider opens at half past seven.
        clock.move_to(plan.begin(end) + TimeDelta::minutes(450));
        let packages = create_packages(ledger, first_price).await?;
        let mut staff = Vec::new();
        for login in LOGINS.iter().filter(|login| login.role.is_staff()) {
            staff.push((*login, enrol_login(ledger, login).await?));
        }
        let admin = staff.iter().find(|(login, _)| login.role == Role::Admin);
        let admin = admin.ok_or_else(|| DemoError::new("find its admin", "there is none"))?.1;
        set_tariffs(ledger, admin).await?;
        let agent = staff.iter().find(|(login, _)| login.role == Role::Agent);
        let agent = agent.ok_or_else(|| DemoError::new("find its agent", "there is none"))?.1;
        let mut chance = Chance::new(plan.seed);
        let people = people(plan.customers, &mut chance);
        let mut season = Self {
            ledger,
            clock,
            say,
            plan,
            end,
            chance,
            agenda: Agenda::until(end),
            people,
            packages,
            staff,
            agent,
            follower: Follower::begin(ledger).await?,
            lines: HashMap::new(),
            regulars: Vec::new(),
            newcomers: VecDeque::new(),
            last_choice: None,
            payments: 0,
            next_midnight: plan.begin(end) + Days::new(1),
        };
        season.foresee();
        Ok(season)
    }

    /// Lets everything happen. Returns who may sign in.
    pub(super) async fn run(mut self) -> Result<Vec<(Login, UserId)>, DemoError> {
        while let Some((moment, steps)) = self.agenda.next() {
            self.close_days_until(moment).await?;
            self.clock.move_to(moment);
            let told = steps.iter().any(Step::tells_an_outcome);
            let steps: Vec<Step> =
                steps.into_iter().filter_map(|step| self.with_somebody(step)).collect();
            let scene = Scene {
                ledger: self.ledger,
                people: &self.people,
                packages: &self.packages,
                agent: self.agent,
            };
            let done = try_join_all(steps.into_iter().map(|step| scene.act(step))).await?;
            let answer_seconds = self.chance.between(7, 40);
            let bought = done.iter().any(|done| matches!(done, Done::Bought));
            for done in done {
                self.note(done, answer_seconds).await?;
            }
            if told || bought {
                let pause = i64::from(self.chance.between(40, 160));
                self.clock.move_to(self.clock.now() + TimeDelta::milliseconds(pause));
                for will_end in self.follower.follow(self.ledger).await? {
                    self.note_end(will_end);
                }
            }
        }
        self.close_days_until(self.end).await?;
        let customer = LOGINS.iter().find(|login| login.role == Role::Customer);
        let user_id = self.people.first().and_then(|person| person.user_id);
        self.staff.extend(customer.copied().zip(user_id));
        Ok(self.staff)
    }

    /// Closes every day that is over by then, each at its midnight.
    async fn close_days_until(&mut self, moment: Timestamp) -> Result<(), DemoError> {
        while self.next_midnight <= moment {
            self.clock.move_to(self.next_midnight);
            let closed = close_next_day(self.ledger, Source::Demo).await;
            closed.map_err(failed("close a day in the books"))?;
            self.next_midnight = self.next_midnight + Days::new(1);
        }
        Ok(())
    }

    /// Everything whose moment is known from the start.
    fn foresee(&mut self) {
        let begin = self.plan.begin(self.end);
        // The last prompts must be answered before the end.
        let doors_close = self.end - TimeDelta::minutes(4);
        for visit in rhythm::visits(self.plan.visits_a_day, begin, doors_close, &mut self.chance) {
            self.agenda.add(visit, Step::Visit);
        }
        let length = self.end - begin;
        self.agenda.add(begin + length / 2, Step::Reprice);
        let mut homes: BTreeMap<Timestamp, Vec<usize>> = BTreeMap::new();
        for who in 0..self.people.len() {
            let joins = match self.people[who].home {
                Some(_) => {
                    let day = self.installation_day(who);
                    homes.entry(day + TimeDelta::hours(11)).or_default().push(who);
                    // The afternoon before.
                    day - TimeDelta::hours(8)
                }
                None => self.joins(begin, length),
            };
            self.agenda.add(joins, Step::Join(who));
        }
        for (at, homes) in homes {
            self.agenda.add(at, Step::Install(homes));
        }
        self.last_visits();
    }

    /// The midnight before a home is connected.
    fn installation_day(&mut self, who: usize) -> Timestamp {
        let days: Vec<u64> = INSTALLATION_DAYS
            .into_iter()
            .filter(|day| *day == 1 || *day < u64::from(self.plan.days))
            .collect();
        let later = self.chance.pick(days.get(1..).unwrap_or_default()).copied();
        let day = later.filter(|_| !who.is_multiple_of(2)).unwrap_or(1);
        self.plan.begin(self.end) + Days::new(day)
    }

    /// Two fifths of the people are there from the first days on, the others come later. The
    /// provider's stall, where people register, opens every day and a half.
    fn joins(&mut self, begin: Timestamp, length: TimeDelta) -> Timestamp {
        const OPENS_EVERY_HOURS: i64 = 36;
        const OPENS_AT_HOUR: i64 = 8;
        let span = if self.chance.in_thousand(400) { length / 30 } else { length * 9 / 10 };
        let times = u32::try_from(span.num_hours() / OPENS_EVERY_HOURS).unwrap_or(0);
        let time = i64::from(self.chance.between(0, times));
        begin + TimeDelta::hours(time * OPENS_EVERY_HOURS + OPENS_AT_HOUR)
    }

    /// Whatever the time of day, somebody has paid lately, and the customer who can sign in is
    /// online.
    fn last_visits(&mut self) {
        for minutes in [52, 31, 17, 6] {
            let seconds = minutes * 60 - i64::from(self.chance.below(60));
            self.agenda.add(self.end - TimeDelta::seconds(seconds), Step::Visit);
        }
        let wish = self.wish(0, Place::Hotspot, ONE_DAY, Ending::Paid);
        self.agenda.add(self.end - TimeDelta::minutes(44), Step::Pay(wish));
    }

    /// A visit becomes a wish, once it is known who comes.
    fn with_somebody(&mut self, step: Step) -> Option<Step> {
        let Step::Visit = step else { return Some(step) };
        let now = self.clock.now();
        let who = self.newcomers.pop_front().or_else(|| self.regular(now))?;
        let person = &self.people[who];
        let package = match person.last_package.filter(|_| person.is_busy(now)) {
            // Whoever is online adds time, or wants something longer.
            Some(package) if self.chance.in_thousand(600) => package,
            Some(_) => self.chance.weighted(&Taste::Steady.weights()),
            None => self.choice(person.taste, now),
        };
        let person = &mut self.people[who];
        person.last_package = Some(package);
        person.busy_until = person.busy_until.max(Some(now + TimeDelta::minutes(3)));
        let ending = self.ending();
        Some(Step::Pay(self.wish(who, Place::Hotspot, package, ending)))
    }

    /// Friends who come together often buy the same.
    fn choice(&mut self, taste: Taste, now: Timestamp) -> usize {
        let same = self.last_choice.filter(|(at, _)| *at == now && self.chance.in_thousand(500));
        let package = same.map_or_else(|| self.chance.weighted(&taste.weights()), |(_, same)| same);
        self.last_choice = Some((now, package));
        package
    }

    /// Mostly somebody who is not online.
    fn regular(&mut self, now: Timestamp) -> Option<usize> {
        const LOOKS: usize = 12;
        const ONLINE: u32 = 90;
        let mut found = None;
        for _ in 0..LOOKS {
            let who = self.chance.pick(&self.regulars).copied()?;
            found = Some(who);
            if !self.people[who].is_busy(now) || self.chance.in_thousand(ONLINE) {
                break;
            }
        }
        found
    }

    fn ending(&mut self) -> Ending {
        self.payments += 1;
        if self.payments.is_multiple_of(TELL_EVERY) {
            let day = nairobi_day(self.clock.now());
            (self.say)(&format!("Demonstration: {} payments made, up to {day}.", self.payments));
        }
        let left = self.end - self.clock.now();
        Ending::choose(self.payments, self.plan.odd_every, &mut self.chance).within(left)
    }

    fn wish(&mut self, who: usize, place: Place, package: usize, ending: Ending) -> Wish {
        let other = self.chance.in_thousand(80);
        let person = &self.people[who];
        let payer = if other { &person.other_phone } else { &person.phone };
        Wish { who, place, package, payer: payer.clone(), ending }
    }

    async fn note(&mut self, done: Done, answer_seconds: u32) -> Result<(), DemoError> {
        let now = self.clock.now();
        match done {
            Done::Bought | Done::Finished => {}
            Done::Joined { who, user_id } => {
                if let Some(user_id) = user_id {
                    self.people[who].user_id = Some(user_id);
                    self.lines.insert(first_line(user_id), (who, Place::Hotspot));
                }
                self.newcomers.push_back(who);
                for _ in 0..self.people[who].appetite {
                    self.regulars.push(who);
                }
            }
            Done::Installed(homes) => {
                for (who, added) in homes {
                    self.lines.insert(added.line_id, (who, Place::Home));
                    if let Some(home) = &mut self.people[who].home {
                        home.connected = Some(added);
                    }
                    let first = i64::from(self.chance.between(20, 400));
                    self.pay_for_home(who, now + TimeDelta::minutes(first));
                }
                // An account number is looked up in the read model.
                read_models::catch_up(self.ledger).await?;
            }
            Done::Asked { wish, customer_id, asked } => {
                self.people[wish.who].user_id = Some(customer_id);
                self.lines.entry(first_line(customer_id)).or_insert((wish.who, Place::Hotspot));
                self.foretell(wish, &asked, answer_seconds);
            }
        }
        Ok(())
    }

    /// What will be learnt of a payment, and what its customer does then.
    fn foretell(&mut self, wish: Wish, asked: &Asked, answer_seconds: u32) {
        let told = facts(asked, wish.ending, answer_seconds, &mut self.chance);
        for (at, fact) in told {
            let cause = matches!(fact, Fact::Dispatched { .. })
                .then(|| format!("event:{}", asked.position));
            self.agenda.add(at, Step::Tell { payment_id: asked.payment_id, fact, cause });
        }
        let tries_again = wish.place == Place::Home || self.chance.in_thousand(650);
        if wish.ending.leaves_offline() && tries_again {
            let pause = TimeDelta::seconds(i64::from(self.chance.between(110, 500)));
            let at = asked.at + pause;
            if at + TimeDelta::minutes(4) < self.end {
                let ending = self.ending();
                self.agenda.add(at, Step::Pay(Wish { ending, ..wish }));
            }
        }
    }

    fn note_end(&mut self, will_end: WillEnd) {
        let WillEnd { line_id, at, .. } = will_end;
        self.agenda.add(at, Step::End(will_end));
        match self.lines.get(&line_id).copied() {
            Some((who, Place::Hotspot)) => self.people[who].busy_until = Some(at),
            Some((who, Place::Home)) => {
                let days = i64::from(self.chance.between(0, 4)) - 3;
                let minutes = i64::from(self.chance.between(9 * 60, 21 * 60));
                let midnight = midnight_of(at) + TimeDelta::days(days);
                self.pay_for_home(who, midnight + TimeDelta::minutes(minutes));
            }
            None => {}
        }
    }

    fn pay_for_home(&mut self, who: usize, at: Timestamp) {
        let at = at.max(self.clock.now() + TimeDelta::minutes(10));
        if at + TimeDelta::minutes(4) > self.end {
            return;
        }
        let Some(package) = self.people[who].home.as_ref().map(|home| home.package) else { return };
        let ending = self.ending();
        let wish = self.wish(who, Place::Home, package, ending);
        self.agenda.add(at, Step::Pay(wish));
    }
}

async fn enrol_login(ledger: &Ledger, login: &Login) -> Result<UserId, DemoError> {
    enrol(ledger, &login.names(), &login.phone(), login.role).await
}

/// The beginning of that day in Nairobi.
pub(super) fn midnight_of(at: Timestamp) -> Timestamp {
    let midnight = nairobi_day(at).and_time(chrono::NaiveTime::MIN);
    midnight.and_local_timezone(nairobi()).single().map_or(at, |local| local.to_utc())
}
