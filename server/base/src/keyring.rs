//! The keys: a file outside database and backup, made at the first start, readable by its owner only.

use aes_gcm::{
    AesGcm, KeyInit,
    aead::{Aead, Payload, consts::U12},
};
use hmac::{Hmac, Mac};
use rand::RngCore;
use serde::{Deserialize, Serialize};
use sm3::Sm3;
use sm4::Sm4;
use std::{collections::BTreeMap, fs, io, path::Path};

type Sm4Gcm = AesGcm<Sm4, U12>;

/// Length of a SM4 key in bytes.
pub const KEY_BYTES: usize = 16;

/// Master keys by id, the key of blind indexes, and the key of the audit chain.
#[derive(Clone)]
pub struct KeyRing {
    current: String,
    master: BTreeMap<String, [u8; KEY_BYTES]>,
    index: Vec<u8>,
    chain: Vec<u8>,
}

#[derive(Serialize, Deserialize)]
struct KeyFile {
    current: String,
    master: BTreeMap<String, String>,
    index: String,
    chain: String,
}

/// Random bytes from the operating system.
#[must_use]
pub fn random<const N: usize>() -> [u8; N] {
    let mut bytes = [0; N];
    rand::rng().fill_bytes(&mut bytes);
    bytes
}

impl KeyRing {
    /// Fresh keys.
    #[must_use]
    pub fn fresh() -> Self {
        Self {
            current: "k1".into(),
            master: BTreeMap::from([("k1".into(), random())]),
            index: random::<32>().to_vec(),
            chain: random::<32>().to_vec(),
        }
    }

    /// Reads the key file; none before the first start, or when it was lost.
    ///
    /// # Errors
    /// The file can't be read, or is not a key file.
    pub fn read(path: &Path) -> io::Result<Option<Self>> {
        let text = match fs::read_to_string(path) {
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(None),
            read => read?,
        };
        let wrong = || io::Error::new(io::ErrorKind::InvalidData, "not a key file");
        Self::parse(&text).map(Some).ok_or_else(wrong)
    }

    fn parse(text: &str) -> Option<Self> {
        let file: KeyFile = serde_json::from_str(text).ok()?;
        let master = file
            .master
            .into_iter()
            .map(|(id, key)| Some((id, hex::decode(key).ok()?.try_into().ok()?)))
            .collect::<Option<BTreeMap<_, _>>>()?;
        master.contains_key(&file.current).then_some(())?;
        Some(Self {
            current: file.current,
            master,
            index: hex::decode(file.index).ok()?,
            chain: hex::decode(file.chain).ok()?,
        })
    }

    /// Writes the key file, for its owner only.
    ///
    /// # Errors
    /// The file can't be written.
    pub fn write(&self, path: &Path) -> io::Result<()> {
        use std::{io::Write, os::unix::fs::OpenOptionsExt};
        let file = KeyFile {
            current: self.current.clone(),
            master: self.master.iter().map(|(id, key)| (id.clone(), hex::encode(key))).collect(),
            index: hex::encode(&self.index),
            chain: hex::encode(&self.chain),
        };
        let beside = path.with_extension("new");
        let mut out =
            fs::OpenOptions::new().create(true).truncate(true).write(true).mode(0o600).open(&beside)?;
        out.write_all(serde_json::to_string_pretty(&file)?.as_bytes())?;
        out.sync_all()?;
        fs::rename(beside, path)
    }

    /// Adds a master key under which everything is sealed from now on; older keys still open.
    pub fn rotate(&mut self) {
        self.current = format!("k{}", self.master.len() + 1);
        self.master.insert(self.current.clone(), random());
    }

    /// Seals bytes, bound to the place where they rest, under the current master key.
    #[must_use]
    pub fn seal(&self, place: &[u8], plain: &[u8]) -> Option<Vec<u8>> {
        let key = self.master.get(&self.current)?;
        let body = seal_with(key, place, plain)?;
        let mut sealed = vec![u8::try_from(self.current.len()).ok()?];
        sealed.extend_from_slice(self.current.as_bytes());
        sealed.extend(body);
        Some(sealed)
    }

    /// Opens what was sealed at that place; none when it was tampered with or moved, or its key is gone.
    #[must_use]
    pub fn open_sealed(&self, place: &[u8], sealed: &[u8]) -> Option<Vec<u8>> {
        let (length, rest) = sealed.split_first()?;
        let (id, body) = rest.split_at_checked(usize::from(*length))?;
        let key = self.master.get(std::str::from_utf8(id).ok()?)?;
        open_with(key, place, body)
    }

    /// The blind index of a normalised text in a column: equal texts are found, nothing else is.
    #[must_use]
    pub fn blind_index(&self, column: &str, normalised: &str) -> String {
        mac(&self.index, &[column.as_bytes(), &[0], normalised.as_bytes()])
    }

    /// What each key is known by without being told: the digest of a constant under it.
    pub(crate) fn fingerprints(&self) -> BTreeMap<String, String> {
        let print = |key: &[u8]| mac(key, &[b"linli key fingerprint"]);
        let masters = self.master.iter().map(|(id, key)| (format!("master.{id}"), print(key)));
        let others = [("index".to_owned(), print(&self.index)), ("chain".to_owned(), print(&self.chain))];
        masters.chain(others).collect()
    }

    /// The link of an audit entry to the one before.
    #[must_use]
    pub fn link(&self, before: &str, entry: &[u8]) -> String {
        mac(&self.chain, &[before.as_bytes(), &[0], entry])
    }
}

fn mac(key: &[u8], parts: &[&[u8]]) -> String {
    // HMAC takes a key of any length, so this can't fail.
    let Ok(mut mac) = <Hmac<Sm3> as Mac>::new_from_slice(key) else { return String::new() };
    for part in parts {
        mac.update(part);
    }
    hex::encode(mac.finalize().into_bytes())
}

/// SM4-GCM with a fresh nonce in front.
///
/// # Source
/// GM/T 0002-2012 (SM4), NIST SP 800-38D (GCM).
#[must_use]
pub fn seal_with(key: &[u8; KEY_BYTES], place: &[u8], plain: &[u8]) -> Option<Vec<u8>> {
    let nonce = random::<12>();
    let body = Sm4Gcm::new(key.into()).encrypt((&nonce).into(), Payload { msg: plain, aad: place }).ok()?;
    Some([nonce.as_slice(), &body].concat())
}

/// Opens SM4-GCM.
#[must_use]
pub fn open_with(key: &[u8; KEY_BYTES], place: &[u8], sealed: &[u8]) -> Option<Vec<u8>> {
    let (nonce, body) = sealed.split_at_checked(12)?;
    Sm4Gcm::new(key.into()).decrypt(nonce.into(), Payload { msg: body, aad: place }).ok()
}

/// SM3 of some bytes, in hexadecimal: for tokens and secrets that are random enough not to be guessed.
///
/// # Source
/// GM/T 0004-2012.
#[must_use]
pub fn digest(bytes: &[u8]) -> String {
    use sm3::Digest;
    hex::encode(Sm3::digest(bytes))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_sealed_opens_only_at_its_place() {
        let ring = KeyRing::fresh();
        let sealed = ring.seal(b"person.name:1", "演示居民01".as_bytes()).unwrap();
        assert_eq!(ring.open_sealed(b"person.name:1", &sealed).unwrap(), "演示居民01".as_bytes());
        assert_eq!(ring.open_sealed(b"person.name:2", &sealed), None, "moved to another row");
        let mut bent = sealed.clone();
        *bent.last_mut().unwrap() ^= 1;
        assert_eq!(ring.open_sealed(b"person.name:1", &bent), None, "tampered with");
    }

    #[test]
    fn after_a_rotation_old_values_still_open() {
        let mut ring = KeyRing::fresh();
        let old = ring.seal(b"x", b"before").unwrap();
        ring.rotate();
        let new = ring.seal(b"x", b"after").unwrap();
        assert_eq!(ring.open_sealed(b"x", &old).unwrap(), b"before");
        assert_eq!(ring.open_sealed(b"x", &new).unwrap(), b"after");
        assert!(new[1..3] == *b"k2" && old[1..3] == *b"k1");
    }

    #[test]
    fn the_key_file_survives_and_is_its_owner_s() {
        use std::os::unix::fs::PermissionsExt;
        let folder = tempdir();
        let path = folder.join("keys.json");
        assert!(KeyRing::read(&path).unwrap().is_none(), "none is made by reading");
        let first = KeyRing::fresh();
        first.write(&path).unwrap();
        let again = KeyRing::read(&path).unwrap().unwrap();
        assert_eq!(first.blind_index("name", "x"), again.blind_index("name", "x"));
        assert_eq!(fs::metadata(&path).unwrap().permissions().mode() & 0o777, 0o600);
        fs::write(&path, "{}").unwrap();
        assert!(KeyRing::read(&path).is_err());
        fs::remove_dir_all(folder).unwrap();
    }

    /// The example of GM/T 0004-2012, annex A.1.
    #[test]
    fn sm3_gives_the_standard_s_digest() {
        assert_eq!(digest(b"abc"), "66c7f0f462eeedd9d1f2d46bdc10e4e24167c4875cf2f7a2297da02b8f4ba8e0");
    }

    fn tempdir() -> std::path::PathBuf {
        let path = std::env::temp_dir().join(format!("linli-{}", uuid::Uuid::now_v7()));
        fs::create_dir_all(&path).unwrap();
        path
    }
}
