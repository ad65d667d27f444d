//! The debugging entries of a library as plain nodes: what a C interface needs of them.
//!
//! The sections come from outside, so every count is bounded and a damaged unit ends that unit
//! only. Nothing is interpreted here.

use gimli::{AttributeValue, DwTag, Dwarf, EndianSlice, RunTimeEndian, Unit, constants as dw};

/// The sections of a library.
pub(super) type Slice<'d> = EndianSlice<'d, RunTimeEndian>;

/// How many nodes are kept; a library of more is read in part.
const MOST_NODES: usize = 1_000_000;
/// How deep entries may lie inside each other.
const DEEPEST: usize = 256;

/// One debugging entry; references are section offsets.
#[derive(Clone, Debug)]
pub(super) struct Node {
    pub(super) tag: DwTag,
    pub(super) name: Option<String>,
    pub(super) linkage_name: Option<String>,
    pub(super) ty: Option<usize>,
    pub(super) origin: Option<usize>,
    pub(super) byte_size: Option<u64>,
    pub(super) bit_size: Option<u64>,
    pub(super) alignment: Option<u64>,
    pub(super) byte_offset: Option<u64>,
    pub(super) bit_offset: Option<u64>,
    pub(super) encoding: Option<u64>,
    pub(super) count: Option<u64>,
    pub(super) upper_bound: Option<i64>,
    pub(super) value: Option<i128>,
    pub(super) is_external: bool,
    pub(super) is_declaration: bool,
    pub(super) file: Option<usize>,
    pub(super) line: u32,
    /// The nodes below it, by place in [`Tree::nodes`].
    pub(super) children: Vec<usize>,
}

/// All nodes, with the roots' children first.
#[derive(Default)]
pub(super) struct Tree {
    pub(super) nodes: Vec<Node>,
    /// Section offset to node.
    pub(super) by_offset: std::collections::HashMap<usize, usize>,
    /// The nodes that stand directly in a unit.
    pub(super) top: Vec<usize>,
    /// The source files that nodes name.
    pub(super) files: Vec<String>,
    /// What could not be read, in words.
    pub(super) faults: Vec<String>,
}

impl Tree {
    /// Reads every unit; a fault in one ends that unit.
    pub(super) fn read(dwarf: &Dwarf<Slice<'_>>) -> Self {
        let mut tree = Self::default();
        let mut units = dwarf.units();
        loop {
            let header = match units.next() {
                Ok(Some(header)) => header,
                Ok(None) => break,
                Err(error) => {
                    tree.faults
                        .push(format!("the list of units is damaged: {error}"));
                    break;
                }
            };
            let done = dwarf.unit(header).and_then(|unit| tree.unit(dwarf, &unit));
            if let Err(error) = done {
                tree.faults.push(format!("a unit is damaged: {error}"));
            }
            if tree.nodes.len() >= MOST_NODES {
                tree.faults
                    .push("there are more entries than are read".to_owned());
                break;
            }
        }
        tree
    }

    fn unit(&mut self, dwarf: &Dwarf<Slice<'_>>, unit: &Unit<Slice<'_>>) -> gimli::Result<()> {
        let base = unit.header.debug_info_offset().map_or(0, |offset| offset.0);
        let files = self.unit_files(dwarf, unit)?;
        let mut cursor = unit.entries();
        // The node of each depth above the present entry; none for the unit and what is skipped.
        let mut above: Vec<Option<usize>> = Vec::new();
        while let Some(entry) = cursor.next_dfs()? {
            let depth = usize::try_from(entry.depth()).unwrap_or(0);
            above.truncate(depth);
            let parent = above.last().copied().flatten();
            let is_wanted = depth == 1 || parent.is_some();
            if depth == 0 || depth > DEEPEST || !is_wanted || !is_kept(entry.tag()) {
                above.resize(depth + 1, None);
                continue;
            }
            if self.nodes.len() >= MOST_NODES {
                return Ok(());
            }
            let node = node(dwarf, unit, entry.tag(), entry.attrs(), base, &files)?;
            let place = self.nodes.len();
            self.by_offset.insert(base + entry.offset().0, place);
            self.nodes.push(node);
            match parent.and_then(|parent| self.nodes.get_mut(parent)) {
                Some(parent) => parent.children.push(place),
                None => self.top.push(place),
            }
            above.resize(depth, None);
            above.push(Some(place));
        }
        Ok(())
    }

    /// The files of a unit's line table, by number, as places in [`Tree::files`].
    fn unit_files(
        &mut self,
        dwarf: &Dwarf<Slice<'_>>,
        unit: &Unit<Slice<'_>>,
    ) -> gimli::Result<Vec<Option<usize>>> {
        let Some(program) = &unit.line_program else {
            return Ok(Vec::new());
        };
        let header = program.header();
        // Before version 5, files count from 1.
        let first = usize::from(header.version() < 5);
        let mut places = vec![None; first];
        for file in header.file_names() {
            let mut path = std::path::PathBuf::new();
            if let Some(folder) = file.directory(header) {
                path.push(dwarf.attr_string(unit, folder)?.to_string_lossy().as_ref());
            }
            path.push(
                dwarf
                    .attr_string(unit, file.path_name())?
                    .to_string_lossy()
                    .as_ref(),
            );
            places.push(Some(self.files.len()));
            self.files.push(path.display().to_string());
        }
        Ok(places)
    }

    /// The node that a reference names.
    pub(super) fn at(&self, offset: usize) -> Option<(usize, &Node)> {
        let place = *self.by_offset.get(&offset)?;
        self.nodes.get(place).map(|node| (place, node))
    }

    /// The nodes below a node.
    pub(super) fn children<'t>(&'t self, node: &'t Node) -> impl Iterator<Item = &'t Node> {
        node.children
            .iter()
            .filter_map(|place| self.nodes.get(*place))
    }
}

/// The entries that say something of an interface; code, scopes and templates do not.
fn is_kept(tag: DwTag) -> bool {
    matches!(
        tag,
        dw::DW_TAG_subprogram
            | dw::DW_TAG_formal_parameter
            | dw::DW_TAG_unspecified_parameters
            | dw::DW_TAG_subroutine_type
            | dw::DW_TAG_base_type
            | dw::DW_TAG_pointer_type
            | dw::DW_TAG_const_type
            | dw::DW_TAG_volatile_type
            | dw::DW_TAG_restrict_type
            | dw::DW_TAG_atomic_type
            | dw::DW_TAG_typedef
            | dw::DW_TAG_structure_type
            | dw::DW_TAG_union_type
            | dw::DW_TAG_member
            | dw::DW_TAG_enumeration_type
            | dw::DW_TAG_enumerator
            | dw::DW_TAG_array_type
            | dw::DW_TAG_subrange_type
            | dw::DW_TAG_variable
    )
}

fn node(
    dwarf: &Dwarf<Slice<'_>>,
    unit: &Unit<Slice<'_>>,
    tag: DwTag,
    attributes: &[gimli::Attribute<Slice<'_>>],
    base: usize,
    files: &[Option<usize>],
) -> gimli::Result<Node> {
    let find = |name| attributes.iter().find(|attribute| attribute.name() == name);
    let text = |name| -> gimli::Result<Option<String>> {
        let Some(attribute) = find(name) else {
            return Ok(None);
        };
        let text = dwarf.attr_string(unit, attribute.value())?;
        Ok(Some(text.to_string_lossy().into_owned()))
    };
    let number = |name| find(name).and_then(gimli::Attribute::udata_value);
    let flag = |name| {
        matches!(
            find(name).map(gimli::Attribute::value),
            Some(AttributeValue::Flag(true))
        )
    };
    let reference = |name| match find(name)?.value() {
        AttributeValue::UnitRef(offset) => Some(base + offset.0),
        AttributeValue::DebugInfoRef(offset) => Some(offset.0),
        _ => None,
    };
    let signed = |name| {
        let attribute = find(name)?;
        let own = attribute.sdata_value().map(i128::from);
        own.or_else(|| attribute.udata_value().map(i128::from))
    };
    let file = number(dw::DW_AT_decl_file).or_else(|| match find(dw::DW_AT_decl_file)?.value() {
        AttributeValue::FileIndex(index) => Some(index),
        _ => None,
    });
    Ok(Node {
        tag,
        name: text(dw::DW_AT_name)?,
        linkage_name: text(dw::DW_AT_linkage_name)?,
        ty: reference(dw::DW_AT_type),
        origin: reference(dw::DW_AT_specification).or_else(|| reference(dw::DW_AT_abstract_origin)),
        byte_size: number(dw::DW_AT_byte_size),
        bit_size: number(dw::DW_AT_bit_size),
        alignment: number(dw::DW_AT_alignment),
        byte_offset: number(dw::DW_AT_data_member_location),
        bit_offset: number(dw::DW_AT_data_bit_offset).or_else(|| {
            // Before version 5 a bit-field was counted from the far end of its storage unit.
            let unit_bits = number(dw::DW_AT_byte_size)?.checked_mul(8)?;
            let start_bits = number(dw::DW_AT_data_member_location)
                .unwrap_or(0)
                .checked_mul(8)?;
            let from_end =
                number(dw::DW_AT_bit_offset)?.checked_add(number(dw::DW_AT_bit_size)?)?;
            start_bits.checked_add(unit_bits.checked_sub(from_end)?)
        }),
        encoding: encoding(find(dw::DW_AT_encoding)),
        count: number(dw::DW_AT_count),
        upper_bound: signed(dw::DW_AT_upper_bound).and_then(|bound| i64::try_from(bound).ok()),
        value: signed(dw::DW_AT_const_value),
        is_external: flag(dw::DW_AT_external),
        is_declaration: flag(dw::DW_AT_declaration),
        file: file
            .and_then(|file| usize::try_from(file).ok())
            .and_then(|file| files.get(file).copied().flatten()),
        line: number(dw::DW_AT_decl_line).map_or(0, |line| u32::try_from(line).unwrap_or(0)),
        children: Vec::new(),
    })
}

fn encoding(attribute: Option<&gimli::Attribute<Slice<'_>>>) -> Option<u64> {
    match attribute?.value() {
        AttributeValue::Encoding(encoding) => Some(u64::from(encoding.0)),
        other => other.udata_value(),
    }
}
