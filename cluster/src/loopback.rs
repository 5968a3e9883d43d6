//! Addresses that no other machine can reach.

use std::fmt;
use std::net::{Ipv4Addr, SocketAddr, SocketAddrV4};
use std::str::FromStr;

/// A loopback address and a port. There is no other kind of address in this crate, so nothing can
/// listen on one or connect to one.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Loopback(SocketAddrV4);

/// Why an address is refused.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum NotLoopback {
    /// Other machines could reach it.
    #[error(
        "`{0}` is not a loopback address. What passes between a scheduler and its executors is not \
         encrypted, and nobody is asked who they are, so it stays on one machine: give 127.0.0.1 \
         and a port, and join machines by tunnels that encrypt and ask for certificates \
         (docs/cluster.md)"
    )]
    Beyond(SocketAddr),
    /// It is no address.
    #[error("`{0}` is not an address and a port, such as 127.0.0.1:50050")]
    NoAddress(String),
    /// It is of the newer protocol.
    #[error("`{0}` is not an IPv4 address: give 127.0.0.1 and a port")]
    Newer(SocketAddr),
}

impl Loopback {
    /// The address without the port.
    pub const fn ip(&self) -> &Ipv4Addr {
        self.0.ip()
    }

    /// The port. Nought is whichever is free.
    pub const fn port(&self) -> u16 {
        self.0.port()
    }

    /// As other libraries take it.
    pub const fn socket(&self) -> SocketAddr {
        SocketAddr::V4(self.0)
    }

    pub(crate) fn url(self) -> String {
        format!("http://{}", self.0)
    }
}

impl TryFrom<SocketAddr> for Loopback {
    type Error = NotLoopback;

    fn try_from(address: SocketAddr) -> Result<Self, NotLoopback> {
        match address {
            SocketAddr::V4(inner) if inner.ip().is_loopback() => Ok(Self(inner)),
            SocketAddr::V6(inner) if inner.ip().is_loopback() => Err(NotLoopback::Newer(address)),
            _ => Err(NotLoopback::Beyond(address)),
        }
    }
}

impl FromStr for Loopback {
    type Err = NotLoopback;

    /// Names are not looked up: what they stand for is somebody else's to say.
    fn from_str(text: &str) -> Result<Self, NotLoopback> {
        let address: SocketAddr = text
            .parse()
            .map_err(|_| NotLoopback::NoAddress(text.to_owned()))?;
        Self::try_from(address)
    }
}

impl fmt::Display for Loopback {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used, reason = "a test stops where it finds a fault")]
mod tests {
    use super::*;

    #[test]
    fn only_what_no_other_machine_can_reach_is_an_address() {
        for (text, taken) in [
            ("127.0.0.1:50050", true),
            ("127.0.0.1:0", true),
            ("127.255.255.254:1", true),
            ("0.0.0.0:50050", false),
            ("10.0.0.5:50050", false),
            ("128.0.0.1:50050", false),
            ("126.255.255.255:50050", false),
            ("255.255.255.255:1", false),
            ("169.254.0.1:1", false),
            ("[::1]:50050", false),
            ("[::]:50050", false),
            ("[::ffff:127.0.0.1]:50050", false),
            ("[::ffff:10.0.0.5]:50050", false),
            ("localhost:50050", false),
            ("127.0.0.1", false),
            ("127.1:50050", false),
            ("", false),
        ] {
            let read = text.parse::<Loopback>();
            assert_eq!(read.is_ok(), taken, "{text}: {read:?}");
            match read {
                Ok(address) => assert_eq!(address.to_string(), text),
                // The refusal names what was given and something to give instead.
                Err(why) => {
                    let why = why.to_string();
                    assert!(why.contains(&format!("`{text}`")), "{why}");
                    assert!(why.contains("127.0.0.1"), "{why}");
                }
            }
        }
    }
}
