//! Demonstration accounts: one for every role, one password for all of them, made at start.

use std::sync::Arc;
use std::time::Instant;

use argon2::password_hash::phc::PasswordHash;
use argon2::password_hash::{PasswordHasher as _, PasswordVerifier as _};
use argon2::{Algorithm, Argon2, Params, Version};
use domain::actor::OrganisationKind;
use domain::{Actor, Organisation, OrganisationId, PlaceId, Rank, Role, UserId};
use tokio::sync::Semaphore;

use super::{Accounts, Answer, SignInRefused, Throttle};

/// How much work one guess at a password costs.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Cost {
    /// Argon2id with 19 MiB and two passes: what a server uses.
    Full,
    /// The least Argon2id allows: for tests, which sign in hundreds of times.
    Rehearsal,
}

impl Cost {
    fn argon2(self) -> Result<Argon2<'static>, argon2::Error> {
        let (memory_kib, passes) = match self {
            Self::Full => (19 * 1_024, 2),
            Self::Rehearsal => (8, 1),
        };
        Ok(Argon2::new(
            Algorithm::Argon2id,
            Version::V0x13,
            Params::new(memory_kib, passes, 1, None)?,
        ))
    }
}

/// Passwords longer than this are refused unread: nobody has one, and hashing them costs.
const LONGEST_PASSWORD: usize = 256;

/// Passwords checked at once. Each takes 19 MiB for some tens of milliseconds.
const CHECKED_AT_ONCE: usize = 2;

/// One account of the demonstration.
#[derive(Debug, Clone, Copy)]
pub struct DemoAccount {
    /// What is typed to sign in.
    pub user: &'static str,
    /// How they are named on the page.
    pub name: &'static str,
    /// What they do in Lantern.
    pub role: Role,
    /// Police rank.
    pub rank: Option<Rank>,
    /// Whom they work for: its name in configuration and what kind of body it is.
    pub organisation: (&'static str, OrganisationKind),
    /// The place they work at.
    pub place: Option<&'static str>,
}

const KENT: (&str, OrganisationKind) = ("kent", OrganisationKind::Police);
const MENTAL_HEALTH: (&str, OrganisationKind) =
    ("mental_health_trust", OrganisationKind::MentalHealthTrust);
const ACUTE: (&str, OrganisationKind) = ("acute_trust", OrganisationKind::AcuteTrust);

const fn police(
    user: &'static str,
    name: &'static str,
    role: Role,
    rank: Option<Rank>,
) -> DemoAccount {
    DemoAccount {
        user,
        name,
        role,
        rank,
        organisation: KENT,
        place: None,
    }
}

const fn partner(
    user: &'static str,
    name: &'static str,
    role: Role,
    organisation: (&'static str, OrganisationKind),
    place: Option<&'static str>,
) -> DemoAccount {
    DemoAccount {
        user,
        name,
        role,
        rank: None,
        organisation,
        place,
    }
}

/// Every account of the demonstration. Names say what people do; nobody is named.
pub const DEMO_ACCOUNTS: &[DemoAccount] = &[
    police(
        "pc_4471",
        "PC 4471",
        Role::ResponseOfficer,
        Some(Rank::Constable),
    ),
    police(
        "pc_2203",
        "PC 2203",
        Role::ResponseOfficer,
        Some(Rank::Constable),
    ),
    police("call_taker_1", "Call taker 1", Role::CallTaker, None),
    police("dispatcher_1", "Dispatcher 1", Role::Dispatcher, None),
    police(
        "control_room_supervisor",
        "Control room supervisor",
        Role::ControlRoomSupervisor,
        Some(Rank::Sergeant),
    ),
    police(
        "sgt_lpt",
        "Sergeant, local policing team",
        Role::Sergeant,
        Some(Rank::Sergeant),
    ),
    police(
        "insp_duty",
        "Duty inspector",
        Role::Inspector,
        Some(Rank::Inspector),
    ),
    police(
        "supt_oncall",
        "On-call superintendent",
        Role::Superintendent,
        Some(Rank::Superintendent),
    ),
    police(
        "custody_sgt",
        "Custody sergeant",
        Role::CustodySergeant,
        Some(Rank::Sergeant),
    ),
    police(
        "custody_hcp",
        "Custody nurse",
        Role::CustodyHealthcare,
        None,
    ),
    partner(
        "nurse_orchard",
        "Nurse, Orchard Suite",
        Role::PlaceOfSafetyNurse,
        MENTAL_HEALTH,
        Some("orchard_suite"),
    ),
    partner(
        "nurse_willow",
        "Nurse, Willow Suite",
        Role::PlaceOfSafetyNurse,
        MENTAL_HEALTH,
        Some("willow_suite"),
    ),
    partner(
        "nurse_medway_ed",
        "Nurse, Medway emergency department",
        Role::EmergencyDepartmentNurse,
        ACUTE,
        Some("medway_ed"),
    ),
    partner(
        "doctor_medway_ed",
        "Doctor, Medway emergency department",
        Role::EmergencyDepartmentDoctor,
        ACUTE,
        Some("medway_ed"),
    ),
    partner(
        "doctor_1",
        "Doctor 1",
        Role::Doctor,
        MENTAL_HEALTH,
        Some("orchard_suite"),
    ),
    partner("doctor_2", "Doctor 2", Role::Doctor, MENTAL_HEALTH, None),
    partner(
        "amhp_1",
        "AMHP 1",
        Role::Amhp,
        ("kent_council", OrganisationKind::Council),
        None,
    ),
    partner(
        "paramedic_1",
        "Paramedic 1",
        Role::Paramedic,
        ("ambulance_service", OrganisationKind::Ambulance),
        None,
    ),
    police(
        "mhlo",
        "Mental health liaison officer",
        Role::LiaisonOfficer,
        Some(Rank::Sergeant),
    ),
    police("analyst", "Analyst", Role::Analyst, None),
    police(
        "records_manager",
        "Records manager",
        Role::RecordsManager,
        None,
    ),
];

/// The demonstration's accounts, behind the face that OpenID Connect takes later.
pub struct DemoAccounts {
    hash: Arc<PasswordHash>,
    argon2: Argon2<'static>,
    throttle: Throttle,
    checking: Semaphore,
}

impl DemoAccounts {
    /// The accounts with this password, hashed once: they all have the same one.
    pub fn new(password: &str, cost: Cost) -> Result<Self, SignInRefused> {
        let argon2 = cost.argon2().map_err(|_| SignInRefused::NotWorking)?;
        let hash = argon2
            .hash_password(password.as_bytes())
            .map_err(|_| SignInRefused::NotWorking)?;
        Ok(Self {
            hash: Arc::new(hash),
            argon2,
            throttle: Throttle::default(),
            checking: Semaphore::new(CHECKED_AT_ONCE),
        })
    }

    /// A password made of random letters, to be printed when the server starts.
    pub fn random_password() -> Result<String, SignInRefused> {
        const LETTERS: &[u8; 32] = b"abcdefghjkmnpqrstuvwxyz23456789z";
        let mut bytes = [0_u8; 12];
        getrandom::fill(&mut bytes).map_err(|_| SignInRefused::NotWorking)?;
        let mut password = String::with_capacity(14);
        for (place, byte) in bytes.iter().enumerate() {
            if place > 0 && place % 4 == 0 {
                password.push('-');
            }
            let letter = LETTERS.get(usize::from(byte & 31)).copied().unwrap_or(b'z');
            password.push(char::from(letter));
        }
        Ok(password)
    }

    /// Everybody, as lines of the record name them.
    pub fn actors() -> Vec<Actor> {
        DEMO_ACCOUNTS
            .iter()
            .filter_map(DemoAccount::actor)
            .collect()
    }

    /// Somebody by what they type to sign in.
    pub fn actor(user: &str) -> Option<Actor> {
        DEMO_ACCOUNTS
            .iter()
            .find(|account| account.user == user)
            .and_then(DemoAccount::actor)
    }
}

impl DemoAccount {
    /// The account as lines of the record name it.
    pub fn actor(&self) -> Option<Actor> {
        Some(Actor {
            user: UserId::new(self.user).ok()?,
            name: self.name.to_owned(),
            role: self.role,
            rank: self.rank,
            organisation: Organisation {
                id: OrganisationId::new(self.organisation.0).ok()?,
                kind: self.organisation.1,
            },
            place: self.place.map(PlaceId::new).transpose().ok()?,
        })
    }
}

impl Accounts for DemoAccounts {
    fn check<'a>(
        &'a self,
        name: &'a str,
        password: &'a str,
    ) -> Answer<'a, Result<Actor, SignInRefused>> {
        Box::pin(async move {
            // What was left out, or is longer than anything could be, is not a guess.
            let lengths = (1..=64, 1..=LONGEST_PASSWORD);
            if !lengths.0.contains(&name.len()) || !lengths.1.contains(&password.len()) {
                return Err(SignInRefused::NotRight);
            }
            let _turn = self
                .checking
                .acquire()
                .await
                .map_err(|_| SignInRefused::NotWorking)?;
            // Asked once it is this guess's turn, so that many sent at once are counted too.
            if let Some(left) = self.throttle.wait(name, Instant::now()) {
                return Err(SignInRefused::TooManyTries {
                    seconds: left.as_secs().max(1),
                });
            }
            let (argon2, hash, given) = (
                self.argon2.clone(),
                Arc::clone(&self.hash),
                password.to_owned(),
            );
            // The hash is computed for a name nobody has as well: it must not take less time.
            let right = tokio::task::spawn_blocking(move || {
                argon2
                    .verify_password(given.as_bytes(), hash.as_ref())
                    .is_ok()
            })
            .await
            .map_err(|_| SignInRefused::NotWorking)?;
            if let Some(actor) = Self::actor(name).filter(|_| right) {
                self.throttle.succeeded(name);
                return Ok(actor);
            }
            self.throttle.failed(name, Instant::now());
            Err(SignInRefused::NotRight)
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_account_is_an_actor_with_a_name_of_its_own() {
        assert_eq!(DemoAccounts::actors().len(), DEMO_ACCOUNTS.len());
        let mut users: Vec<_> = DEMO_ACCOUNTS.iter().map(|account| account.user).collect();
        users.sort_unstable();
        users.dedup();
        assert_eq!(users.len(), DEMO_ACCOUNTS.len());
    }

    #[test]
    fn every_role_but_the_system_has_an_account() {
        for role in Role::ALL {
            let held = DEMO_ACCOUNTS.iter().any(|account| account.role == *role);
            assert_eq!(held, *role != Role::System, "{}", role.label());
        }
    }

    #[tokio::test]
    async fn a_wrong_password_and_an_unknown_name_are_told_the_same() {
        let accounts = DemoAccounts::new("right", Cost::Rehearsal).unwrap();
        assert_eq!(
            accounts.check("pc_4471", "wrong").await,
            Err(SignInRefused::NotRight)
        );
        assert_eq!(
            accounts.check("nobody", "right").await,
            Err(SignInRefused::NotRight)
        );
        assert!(accounts.check("pc_4471", "right").await.is_ok());
    }

    #[tokio::test]
    async fn guessing_is_stopped_even_when_the_guess_is_right_at_last() {
        let accounts = DemoAccounts::new("right", Cost::Rehearsal).unwrap();
        for _ in 0..5 {
            let _ = accounts.check("pc_4471", "wrong").await;
        }
        assert!(matches!(
            accounts.check("pc_4471", "right").await,
            Err(SignInRefused::TooManyTries { .. })
        ));
        assert!(accounts.check("pc_2203", "right").await.is_ok());
    }
}
