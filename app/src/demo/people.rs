//! Who lives around the provider. All of them are invented.

use std::collections::HashSet;

use domain::codes::AccountNumber;
use domain::personal::{LineName, PersonName, Username};
use domain::user::Role;
use domain::{Msisdn, Timestamp, UserId};

use super::catalogue::{HOME_PACKAGES, Taste};
use super::chance::Chance;
use super::login::{LOGINS, Login};
use crate::lines::add::Added;

const FIRST_NAMES: [&str; 40] = [
    "Wanjiku",
    "Achieng",
    "Kiprono",
    "Mutua",
    "Amina",
    "Njoroge",
    "Chebet",
    "Otieno",
    "Halima",
    "Kamau",
    "Nafula",
    "Barasa",
    "Wairimu",
    "Odhiambo",
    "Jepkosgei",
    "Musyoka",
    "Fatuma",
    "Kipchumba",
    "Nyambura",
    "Ochieng",
    "Zainab",
    "Muthoni",
    "Wekesa",
    "Atieno",
    "Koech",
    "Mwende",
    "Juma",
    "Wangari",
    "Omondi",
    "Cherono",
    "Njeri",
    "Kilonzo",
    "Moraa",
    "Abdi",
    "Akinyi",
    "Kiplagat",
    "Nekesa",
    "Mwangi",
    "Kerubo",
    "Maina",
];
const LAST_NAMES: [&str; 40] = [
    "Kariuki",
    "Owino",
    "Rotich",
    "Mutiso",
    "Hassan",
    "Gathoni",
    "Kosgei",
    "Onyango",
    "Abdalla",
    "Waweru",
    "Simiyu",
    "Wafula",
    "Ndung'u",
    "Okoth",
    "Langat",
    "Nzioka",
    "Mohamed",
    "Cheruiyot",
    "Karanja",
    "Ouma",
    "Salim",
    "Kimani",
    "Masinde",
    "Adhiambo",
    "Bett",
    "Kioko",
    "Mwakio",
    "Ngugi",
    "Were",
    "Sang",
    "Gitau",
    "Muli",
    "Nyaboke",
    "Farah",
    "Awuor",
    "Kirui",
    "Makokha",
    "Macharia",
    "Ondieki",
    "Githinji",
];
const ESTATES: [&str; 12] = [
    "Kahawa West",
    "Githurai 45",
    "Kasarani",
    "Zimmerman",
    "Roysambu",
    "Ruiru",
    "Juja",
    "Kikuyu",
    "Rongai",
    "Ngong",
    "Kitengela",
    "Utawala",
];

/// The numbers of the demonstration follow each other, from 0700 100 100 on.
const FIRST_PHONE: usize = 100_100;
/// Numbers that pay for others.
const FIRST_OTHER_PHONE: usize = 150_000;

/// Somebody who buys.
#[derive(Debug)]
pub(super) struct Person {
    /// As whom they sign in; a guest does not.
    pub(super) login: Option<Names>,
    /// Their own phone.
    pub(super) phone: Msisdn,
    /// A phone that sometimes pays for them.
    pub(super) other_phone: Msisdn,
    /// How often they come, against others.
    pub(super) appetite: u32,
    /// What they buy at the hotspot.
    pub(super) taste: Taste,
    /// Their home, if it is to be connected.
    pub(super) home: Option<Home>,
    /// Their id, once they are known.
    pub(super) user_id: Option<UserId>,
    /// Until when they are busy at the hotspot: online, or with a prompt on the phone.
    pub(super) busy_until: Option<Timestamp>,
    /// What they bought last at the hotspot.
    pub(super) last_package: Option<usize>,
}

/// How somebody is called.
#[derive(Debug, Clone)]
pub(super) struct Names {
    pub(super) username: Username,
    pub(super) name: PersonName,
}

/// A home that is to be connected.
#[derive(Debug, Clone)]
pub(super) struct Home {
    pub(super) name: LineName,
    pub(super) package: usize,
    /// Its line, once it is connected.
    pub(super) connected: Option<Added>,
}

/// So many people: the customer of the demonstration's logins first, then other registered
/// customers, some with homes, then guests.
pub(super) fn people(count: usize, chance: &mut Chance) -> Vec<Person> {
    let (registered, homes) = (count * 11 / 20, (count * 3 / 20).max(1));
    let mut taken = HashSet::new();
    let mut people: Vec<Person> = (0..count.max(1))
        .map(|index| {
            let login = (index < registered.max(1)).then(|| names(index, &mut taken, chance));
            let home = (index < homes).then(|| home(chance));
            person(index, login, home, chance)
        })
        .collect();
    let customer = LOGINS.iter().find(|login| login.role == Role::Customer);
    if let (Some(login), Some(person)) = (customer, people.first_mut()) {
        person.phone = login.phone();
        person.login = Some(login.names());
    }
    people
}

fn person(index: usize, login: Option<Names>, home: Option<Home>, chance: &mut Chance) -> Person {
    let guest = login.is_none();
    let (taste, appetite) = match chance.below(10) {
        _ if guest => (Taste::Passing, 1),
        0..4 => (Taste::Passing, 2),
        4..8 => (Taste::Regular, 5),
        _ => (Taste::Steady, 3),
    };
    Person {
        login,
        phone: phone(FIRST_PHONE + index),
        other_phone: phone(FIRST_OTHER_PHONE + index),
        appetite,
        taste,
        home,
        user_id: None,
        busy_until: None,
        last_package: None,
    }
}

fn names(index: usize, taken: &mut HashSet<String>, chance: &mut Chance) -> Names {
    let first = chance.pick(&FIRST_NAMES).copied().unwrap_or_default();
    let last = chance.pick(&LAST_NAMES).copied().unwrap_or_default();
    let plain: String = last.chars().filter(char::is_ascii_alphabetic).collect();
    let mut username = format!("{first}.{plain}").to_lowercase();
    if !taken.insert(username.clone()) {
        username = format!("{username}{index}");
        taken.insert(username.clone());
    }
    Names {
        username: username.parse().expect("it has letters, dots and digits"),
        name: format!("{first} {last}").parse().expect("it has 1 to 120 characters"),
    }
}

fn home(chance: &mut Chance) -> Home {
    let estate = chance.pick(&ESTATES).copied().unwrap_or_default();
    let house = chance.between(1, 48);
    let faster = chance.in_thousand(300);
    Home {
        name: format!("House {house}, {estate}").parse().expect("it has 1 to 60 characters"),
        package: HOME_PACKAGES[usize::from(faster)],
        connected: None,
    }
}

fn phone(number: usize) -> Msisdn {
    format!("0700{number:06}").parse().expect("0700 and six digits are a mobile number")
}

impl Person {
    /// Whether there is nothing that they would buy now.
    pub(super) fn is_busy(&self, now: Timestamp) -> bool {
        self.busy_until.is_some_and(|until| until > now)
    }

    /// Their home's line, once it is there.
    pub(super) fn connected(&self) -> Option<&Added> {
        self.home.as_ref().and_then(|home| home.connected.as_ref())
    }

    /// What their home is paid for under, once it is connected.
    pub(super) fn account_number(&self) -> Option<&AccountNumber> {
        self.connected().and_then(|added| added.account_number.as_ref())
    }
}

impl Login {
    /// Its phone.
    pub(super) fn phone(&self) -> Msisdn {
        self.phone.parse().expect("the demonstration's numbers are mobile numbers")
    }

    /// What it and its person are called.
    pub(super) fn names(&self) -> Names {
        Names {
            username: self.username.parse().expect("it has letters only"),
            name: self.name.parse().expect("it has 1 to 120 characters"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nobody_shares_a_name_or_a_number() {
        let people = people(300, &mut Chance::new(4));
        let phones: HashSet<&str> = people
            .iter()
            .flat_map(|person| [person.phone.as_str(), person.other_phone.as_str()])
            .chain(LOGINS.iter().filter(|login| login.role != Role::Customer).map(|_| "staff"))
            .collect();
        assert_eq!(phones.len(), 601);
        let usernames: HashSet<&str> = people
            .iter()
            .filter_map(|person| person.login.as_ref())
            .map(|names| names.username.as_str())
            .collect();
        assert_eq!(usernames.len(), 165);
        assert!(usernames.contains("customer"));
        assert_eq!(people.iter().filter(|person| person.home.is_some()).count(), 45);
        assert_eq!(people.iter().filter(|person| person.login.is_none()).count(), 135);
    }

    #[test]
    fn no_number_plays_a_part_in_the_simulator() {
        for person in people(300, &mut Chance::new(4)) {
            for phone in [&person.phone, &person.other_phone] {
                assert!(phone.as_str().starts_with("2547001"), "{}", phone.as_str());
            }
        }
    }
}
