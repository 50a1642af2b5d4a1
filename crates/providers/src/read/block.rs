//! The inside of an `.osm.pbf`: what its header says, and nodes, ways and relations with their tags.

use super::wire::{Broken, Message, Packed};

/// What the header block says.
#[derive(Debug, Default)]
pub(super) struct MapHeader {
    /// A feature a reader must know, and this one does not.
    pub(super) foreign: Option<String>,
    /// When the data was cut, in seconds since 1970.
    pub(super) seconds: Option<i64>,
}

pub(super) fn header(bytes: &[u8]) -> Result<MapHeader, Broken> {
    let mut header = MapHeader::default();
    let mut message = Message(bytes);
    while let Some((field, value)) = message.field()? {
        match field {
            4 => {
                let feature = value.bytes()?;
                if !matches!(feature, b"OsmSchema-V0.6" | b"DenseNodes" | b"LocationsOnWays") {
                    header.foreign = Some(String::from_utf8_lossy(feature).chars().take(40).collect());
                }
            }
            32 => header.seconds = Some(value.number()? as i64),
            _ => {}
        }
    }
    Ok(header)
}

/// Which of the three.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum ObjectKind {
    Node,
    Way,
    Relation,
}

/// A node, way or relation. Tags are indices into the strings of its block.
pub(super) struct Object<'a, 'b> {
    pub(super) kind: ObjectKind,
    pub(super) id: i64,
    /// Ten-millionths of a degree, nodes only.
    pub(super) spot: (i64, i64),
    /// Last change in seconds since 1970.
    pub(super) seconds: Option<i64>,
    pub(super) tags: &'b [(u32, u32)],
    /// Nodes of a way.
    pub(super) refs: Packed<'a>,
    /// Members of a relation, and their kinds.
    pub(super) members: (Packed<'a>, Packed<'a>),
}

/// One block, ready to be walked.
pub(super) struct Block<'a> {
    strings: Vec<&'a [u8]>,
    groups: Vec<&'a [u8]>,
    granularity: i64,
    date_granularity: i64,
    offset: (i64, i64),
}

impl<'a> Block<'a> {
    pub(super) fn parse(bytes: &'a [u8]) -> Result<Self, Broken> {
        let mut block = Self {
            strings: Vec::new(),
            groups: Vec::new(),
            granularity: 100,
            date_granularity: 1000,
            offset: (0, 0),
        };
        let mut message = Message(bytes);
        while let Some((field, value)) = message.field()? {
            match field {
                1 => {
                    let mut table = Message(value.bytes()?);
                    while let Some((field, value)) = table.field()? {
                        if field == 1 {
                            block.strings.push(value.bytes()?);
                        }
                    }
                }
                2 => block.groups.push(value.bytes()?),
                17 => block.granularity = value.number()? as i64,
                18 => block.date_granularity = value.number()? as i64,
                19 => block.offset.0 = value.number()? as i64,
                20 => block.offset.1 = value.number()? as i64,
                _ => {}
            }
        }
        Ok(block)
    }

    /// A string of the table; an index beyond it is damage.
    pub(super) fn string(&self, index: u32) -> Result<&'a [u8], Broken> {
        self.strings.get(index as usize).copied().ok_or(Broken)
    }

    /// Hands every object to `each`.
    pub(super) fn walk(
        &self,
        each: &mut dyn FnMut(Object<'a, '_>) -> Result<(), Broken>,
    ) -> Result<(), Broken> {
        let mut tags = Vec::new();
        for group in &self.groups {
            let mut message = Message(group);
            while let Some((field, value)) = message.field()? {
                match field {
                    1 => self.one(ObjectKind::Node, value.bytes()?, &mut tags, each)?,
                    2 => self.dense(value.bytes()?, &mut tags, each)?,
                    3 => self.one(ObjectKind::Way, value.bytes()?, &mut tags, each)?,
                    4 => self.one(ObjectKind::Relation, value.bytes()?, &mut tags, each)?,
                    _ => {}
                }
            }
        }
        Ok(())
    }

    fn one(
        &self,
        kind: ObjectKind,
        bytes: &'a [u8],
        tags: &mut Vec<(u32, u32)>,
        each: &mut dyn FnMut(Object<'a, '_>) -> Result<(), Broken>,
    ) -> Result<(), Broken> {
        let mut message = Message(bytes);
        let (mut keys, mut values) = (Packed::default(), Packed::default());
        let (mut refs, mut members) = (Packed::default(), (Packed::default(), Packed::default()));
        let (mut id, mut lat, mut lon, mut seconds) = (0, 0, 0, None);
        while let Some((field, value)) = message.field()? {
            match (field, kind) {
                (1, ObjectKind::Node) => id = value.signed()?,
                (1, _) => id = value.number()? as i64,
                (2, _) => keys = Packed(value.bytes()?),
                (3, _) => values = Packed(value.bytes()?),
                (4, _) => seconds = self.info(value.bytes()?)?,
                (8, ObjectKind::Node) => lat = value.signed()?,
                (9, ObjectKind::Node) => lon = value.signed()?,
                (8, ObjectKind::Way) => refs = Packed(value.bytes()?),
                (9, ObjectKind::Relation) => members.0 = Packed(value.bytes()?),
                (10, ObjectKind::Relation) => members.1 = Packed(value.bytes()?),
                _ => {}
            }
        }
        tags.clear();
        while let Some(key) = keys.next_number()? {
            tags.push((key as u32, values.next_number()?.ok_or(Broken)? as u32));
        }
        each(Object { kind, id, spot: self.spot(lat, lon), seconds, tags, refs, members })
    }

    fn info(&self, bytes: &[u8]) -> Result<Option<i64>, Broken> {
        let mut message = Message(bytes);
        let mut seconds = None;
        while let Some((field, value)) = message.field()? {
            if field == 2 {
                seconds = Some(self.seconds(value.number()? as i64));
            }
        }
        Ok(seconds)
    }

    fn seconds(&self, stamp: i64) -> i64 {
        stamp.saturating_mul(self.date_granularity) / 1000
    }

    fn spot(&self, lat: i64, lon: i64) -> (i64, i64) {
        let steps =
            |offset: i64, units: i64| offset.saturating_add(units.saturating_mul(self.granularity)) / 100;
        (steps(self.offset.0, lat), steps(self.offset.1, lon))
    }

    fn dense(
        &self,
        bytes: &'a [u8],
        tags: &mut Vec<(u32, u32)>,
        each: &mut dyn FnMut(Object<'a, '_>) -> Result<(), Broken>,
    ) -> Result<(), Broken> {
        let mut message = Message(bytes);
        let mut columns = [Packed::default(); 5];
        while let Some((field, value)) = message.field()? {
            match field {
                1 => columns[0] = Packed(value.bytes()?),
                8 => columns[1] = Packed(value.bytes()?),
                9 => columns[2] = Packed(value.bytes()?),
                10 => columns[3] = Packed(value.bytes()?),
                5 => columns[4] = dense_stamps(value.bytes()?)?,
                _ => {}
            }
        }
        let [mut ids, mut lats, mut lons, mut pairs, mut stamps] = columns;
        let (mut id, mut lat, mut lon, mut stamp) = (0_i64, 0_i64, 0_i64, 0_i64);
        while let Some(step) = ids.next_signed()? {
            id = id.wrapping_add(step);
            lat = lat.wrapping_add(lats.next_signed()?.ok_or(Broken)?);
            lon = lon.wrapping_add(lons.next_signed()?.ok_or(Broken)?);
            let seconds = stamps.next_signed()?.map(|step| {
                stamp = stamp.wrapping_add(step);
                self.seconds(stamp)
            });
            tags.clear();
            // An empty list of tags means that none of the nodes has any.
            while let Some(key) = pairs.next_number()?.filter(|key| *key != 0) {
                tags.push((key as u32, pairs.next_number()?.ok_or(Broken)? as u32));
            }
            let spot = self.spot(lat, lon);
            let (refs, members) = (Packed::default(), (Packed::default(), Packed::default()));
            each(Object { kind: ObjectKind::Node, id, spot, seconds, tags, refs, members })?;
        }
        Ok(())
    }
}

fn dense_stamps(bytes: &[u8]) -> Result<Packed<'_>, Broken> {
    let mut message = Message(bytes);
    let mut stamps = Packed::default();
    while let Some((field, value)) = message.field()? {
        if field == 2 {
            stamps = Packed(value.bytes()?);
        }
    }
    Ok(stamps)
}
