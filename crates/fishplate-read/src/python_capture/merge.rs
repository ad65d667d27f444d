//! Puts what an import told beside what the sources say.
//!
//! Where both know a declaration the source's word stays, with its lines and its spelling, and the
//! import fills in the types that the source does not show. What only the import knows is added at
//! the line that a person must edit.

use std::collections::{BTreeSet, HashMap};

use fishplate_model::{
    Cdef, Declarations, DeclaredField, DeclaredFunction, DeclaredKind, DeclaredRecord,
    DeclaredResult, DeclaredType, Origin, Span,
};

use super::facts::{Captured, CdefText, Function, Place, Record};
use super::place::Files;

/// How many texts for CFFI are taken; a project has a handful.
const CDEFS: usize = 1_000;

/// Adds what was captured to the declarations, and counts what only the import resolved.
pub(super) fn merge(declarations: &mut Declarations, captured: Captured, files: &Files) {
    let seen = seen_lines(&captured);
    let names = record_names(declarations, &captured);
    let name_of = |name: &str| names.get(name).cloned().unwrap_or_else(|| name.to_owned());
    let mut merging = Merging {
        records: index(declarations.records.iter().map(|one| &one.name)),
        functions: index(declarations.functions.iter().map(|one| &one.symbol)),
        declarations,
        files,
        name_of: &name_of,
        resolved: 0,
    };
    for record in captured.records.values() {
        merging.record(record);
    }
    // The same function may be looked up many times; each is one declaration at its line.
    for function in captured.functions.values() {
        merging.function(function);
    }
    let resolved = merging.resolved;
    add_texts(declarations, captured.cdefs, files);
    declarations.resolved_by_run += resolved;
    declarations
        .unresolved
        .retain(|one| !seen.contains(&(one.span.file.clone(), one.span.line)));
    declarations
        .functions
        .sort_by(|one, other| one.span.cmp(&other.span));
    declarations
        .records
        .sort_by(|one, other| one.span.cmp(&other.span));
}

/// Adds the texts for CFFI that no source shows.
///
/// The texts of one object see each other's types, so what an object was given besides goes to
/// the object that the sources know.
fn add_texts(declarations: &mut Declarations, texts: Vec<CdefText>, files: &Files) {
    let known = declarations.cdefs.clone();
    let same = |text: &str| known.iter().find(|one| same_text(&one.text, text));
    let mut objects: HashMap<u64, u32> = HashMap::new();
    for text in texts.iter().take(CDEFS) {
        if let Some(known) = same(&text.text) {
            objects.entry(text.ffi).or_insert(known.ffi);
        }
    }
    let mut next = known.iter().map(|one| one.ffi + 1).max().unwrap_or(0);
    for text in texts.into_iter().take(CDEFS) {
        let first = text.chain.iter().find(|place| files.is_target(&place.0));
        let (Some(place), None) = (first, same(&text.text)) else {
            continue;
        };
        let ffi = *objects.entry(text.ffi).or_insert_with(|| {
            next += 1;
            next - 1
        });
        declarations.cdefs.push(Cdef {
            span: files.start_of(&place.0, place.1),
            text: text.text,
            ffi,
            pack: text.pack,
            is_verified: text.is_verified,
            is_table: false,
            origin: Origin::Run,
        });
    }
}

/// Where each name stands in a list.
fn index<'a>(names: impl Iterator<Item = &'a String>) -> HashMap<String, Vec<usize>> {
    let mut places: HashMap<String, Vec<usize>> = HashMap::new();
    for (place, name) in names.enumerate() {
        places.entry(name.clone()).or_default().push(place);
    }
    places
}

/// C text, whatever blanks surround it.
fn same_text(one: &str, other: &str) -> bool {
    one.split_whitespace().eq(other.split_whitespace())
}

/// The lines that declared something while they ran, and the functions that they are in: what
/// reading did not understand there is understood now.
fn seen_lines(captured: &Captured) -> BTreeSet<(String, u32)> {
    let mut seen = BTreeSet::new();
    let functions = captured.functions.values();
    let chains = functions.flat_map(|one| [&one.chain, &one.arguments_chain, &one.result_chain]);
    for (file, line, first) in chains.flatten() {
        seen.insert((file.clone(), *line));
        if *first > 0 {
            seen.insert((file.clone(), *first));
        }
    }
    for record in captured.records.values().filter(|one| one.fields.is_some()) {
        seen.insert((record.place.0.clone(), record.place.1));
    }
    seen
}

/// What the declarations call each captured record: by its place, else by its name, else anew.
fn record_names(declarations: &Declarations, captured: &Captured) -> HashMap<String, String> {
    let mut by_name: HashMap<&str, Vec<&Span>> = HashMap::new();
    let mut by_place: HashMap<(&str, u32, &str), &str> = HashMap::new();
    for record in &declarations.records {
        let (name, span) = (record.name.as_str(), &record.span);
        by_name.entry(name).or_default().push(span);
        by_place.insert((&span.file, span.line, &record.short_name), name);
    }
    let mut names = HashMap::new();
    let mut taken: BTreeSet<String> = BTreeSet::new();
    for (name, record) in &captured.records {
        let (file, line, _) = &record.place;
        let placed = by_place.get(&(file.as_str(), *line, record.short_name.as_str()));
        let known = by_name.get(name.as_str());
        // The same name in another file is another record.
        let is_free = known.is_none_or(|spans| spans.iter().any(|span| span.file == *file));
        let own = match placed {
            Some(own) => (*own).to_owned(),
            None if is_free && !taken.contains(name) => name.clone(),
            None => (2..)
                .map(|number| format!("{name}#{number}"))
                .find(|other| !by_name.contains_key(other.as_str()) && !taken.contains(other))
                .unwrap_or_default(),
        };
        taken.insert(own.clone());
        names.insert(name.clone(), own);
    }
    names
}

struct Merging<'a> {
    records: HashMap<String, Vec<usize>>,
    functions: HashMap<String, Vec<usize>>,
    declarations: &'a mut Declarations,
    files: &'a Files,
    name_of: &'a dyn Fn(&str) -> String,
    resolved: u64,
}

impl Merging<'_> {
    fn record(&mut self, record: &Record) {
        let name = (self.name_of)(&record.name);
        let known = self.records.get(&name).and_then(|all| all.first()).copied();
        let Some(index) = known else {
            self.new_record(name, record);
            return;
        };
        let Some(place) = self
            .declarations
            .records
            .get(index)
            .map(|one| one.span.clone())
        else {
            return;
        };
        let told = self.fields(record, &place);
        let Some(own) = self.declarations.records.get_mut(index) else {
            return;
        };
        let is_filled = match (&mut own.fields, told) {
            (None, Some(told)) => {
                own.fields = Some(told);
                own.pack = own.pack.or(record.pack);
                own.align = own.align.or(record.align);
                true
            }
            (Some(own), Some(told)) if own.len() == told.len() => {
                let mut is_filled = false;
                for (own, told) in own.iter_mut().zip(&told) {
                    is_filled |= own.name == told.name && fill(&mut own.ty, &told.ty);
                }
                is_filled
            }
            _ => false,
        };
        if is_filled {
            own.origin = Origin::Run;
            self.resolved += 1;
        }
    }

    fn new_record(&mut self, name: String, record: &Record) {
        // A class without fields says nothing that a header could contradict.
        let Some(span) = self.files.of_record(&record.short_name, &record.place) else {
            return;
        };
        let Some(fields) = self.fields(record, &span) else {
            return;
        };
        self.resolved += 1;
        self.declarations.records.push(DeclaredRecord {
            name,
            short_name: record.short_name.clone(),
            is_union: record.is_union,
            pack: record.pack,
            align: record.align,
            is_swapped: record.is_swapped,
            base: record.base.as_deref().map(self.name_of),
            fields: Some(fields),
            is_verified: false,
            origin: Origin::Run,
            span,
        });
    }

    fn fields(&self, record: &Record, span: &Span) -> Option<Vec<DeclaredField>> {
        let fields = record.fields.as_ref()?;
        let declared = fields.iter().map(|field| DeclaredField {
            name: field.name.clone(),
            ty: field.ty.declared(span, self.name_of),
            width_bits: field.width_bits,
            is_anonymous: field.is_anonymous,
            span: span.clone(),
        });
        Some(declared.collect())
    }

    fn function(&mut self, told: &Function) {
        if let Some(index) = self.known(told) {
            let Some(place) = self
                .declarations
                .functions
                .get(index)
                .map(|one| one.span.clone())
            else {
                return;
            };
            let function = self.declared(told, place);
            if let Some(own) = self.declarations.functions.get_mut(index)
                && fill_function(own, &function)
            {
                // Which type it was may follow from this machine, so it holds for no other.
                own.origin = Origin::Run;
                self.resolved += 1;
            }
        } else if let Some(span) = self.files.of_function(&told.symbol, &told.chain) {
            let function = self.declared(told, span);
            let places = self.functions.entry(function.symbol.clone()).or_default();
            places.push(self.declarations.functions.len());
            self.resolved += 1;
            self.declarations.functions.push(function);
        }
    }

    /// The declaration of the same function: the one whose line took part, else any in the files
    /// that took part, else any of that name. What another start has told is among them.
    fn known(&self, told: &Function) -> Option<usize> {
        let took_part = |span: &Span| {
            let line = |place: &Place| place.0 == span.file && place.1 == span.line;
            told.chain.iter().any(line)
        };
        let in_files = |span: &Span| told.chain.iter().any(|place| place.0 == span.file);
        let places = self.functions.get(&told.symbol)?;
        let find = |is_meant: &dyn Fn(&Span) -> bool| {
            places.iter().copied().find(|index| {
                let function = self.declarations.functions.get(*index);
                function.is_some_and(|one| is_meant(&one.span))
            })
        };
        find(&took_part)
            .or_else(|| find(&in_files))
            .or_else(|| places.first().copied())
    }

    fn declared(&self, told: &Function, span: Span) -> DeclaredFunction {
        let ty = |one: &super::facts::Told| one.declared(&span, self.name_of);
        let arguments = told
            .arguments
            .as_ref()
            .map(|all| all.iter().map(ty).collect());
        let result = if told.has_result {
            DeclaredResult::Type {
                ty: ty(&told.result),
            }
        } else {
            DeclaredResult::Unset
        };
        // Where the place is a table or a call of a helper, it is one for all.
        let is_set_here = told.chain.first().is_some_and(|first| first.1 == span.line);
        let another = |chain: &[Place]| {
            let place = chain.first().filter(|_| is_set_here)?;
            let is_other = place.1 != span.line && self.files.is_target(&place.0);
            is_other.then(|| self.files.start_of(&place.0, place.1))
        };
        let arguments_span = another(&told.arguments_chain);
        let result_span = another(&told.result_chain);
        DeclaredFunction {
            symbol: told.symbol.clone(),
            library: told.library.clone(),
            arguments,
            is_variadic: false,
            result,
            has_errcheck: told.has_errcheck,
            convention: told.convention,
            // Every name is in a library that is not there, so the import proves no presence.
            is_guarded: true,
            is_verified: false,
            origin: Origin::Run,
            span,
            arguments_span,
            result_span,
        }
    }
}

/// Fills what the source does not show of a function; gives whether anything was filled.
fn fill_function(own: &mut DeclaredFunction, told: &DeclaredFunction) -> bool {
    let mut is_filled = false;
    match (&mut own.arguments, &told.arguments) {
        (None, Some(told)) => {
            own.arguments = Some(told.clone());
            is_filled = true;
        }
        (Some(own), Some(told)) if own.len() == told.len() => {
            for (own, told) in own.iter_mut().zip(told) {
                is_filled |= fill(own, told);
            }
        }
        _ => {}
    }
    match (&mut own.result, &told.result) {
        (DeclaredResult::Unset, DeclaredResult::Type { .. }) => {
            own.result = told.result.clone();
            is_filled = true;
        }
        (DeclaredResult::Type { ty: own }, DeclaredResult::Type { ty: told }) => {
            is_filled |= fill(own, told);
        }
        _ => {}
    }
    own.has_errcheck |= told.has_errcheck;
    is_filled
}

/// Fills what is not known within a type; what the source shows stays.
fn fill(own: &mut DeclaredType, told: &DeclaredType) -> bool {
    match (&mut own.kind, &told.kind) {
        (DeclaredKind::Unknown { .. }, DeclaredKind::Unknown { .. }) => false,
        (DeclaredKind::Unknown { .. }, kind) => {
            own.kind = placed(kind, &own.span);
            true
        }
        (DeclaredKind::Pointer { to: own }, DeclaredKind::Pointer { to: told }) => fill(own, told),
        (
            DeclaredKind::Array { element, length },
            DeclaredKind::Array {
                element: told,
                length: told_length,
            },
        ) => {
            let is_shorter = length.is_none() && told_length.is_some();
            *length = length.or(*told_length);
            fill(element, told) || is_shorter
        }
        (DeclaredKind::Callback { signature: own }, DeclaredKind::Callback { signature: told })
            if own.arguments.len() == told.arguments.len() =>
        {
            let mut is_filled = fill(&mut own.result, &told.result);
            for (own, told) in own.arguments.iter_mut().zip(&told.arguments) {
                is_filled |= fill(own, told);
            }
            is_filled
        }
        _ => false,
    }
}

/// A kind whose parts all stand at one place.
fn placed(kind: &DeclaredKind, span: &Span) -> DeclaredKind {
    let moved = |ty: &DeclaredType| DeclaredType {
        spelling: ty.spelling.clone(),
        span: span.clone(),
        kind: placed(&ty.kind, span),
    };
    match kind {
        DeclaredKind::Pointer { to } => DeclaredKind::Pointer {
            to: Box::new(moved(to)),
        },
        DeclaredKind::Array { element, length } => DeclaredKind::Array {
            element: Box::new(moved(element)),
            length: *length,
        },
        DeclaredKind::Callback { signature } => {
            let mut signature = signature.clone();
            signature.arguments = signature.arguments.iter().map(&moved).collect();
            signature.result = moved(&signature.result);
            DeclaredKind::Callback { signature }
        }
        other => other.clone(),
    }
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use rand::rngs::StdRng;
    use rand::{Rng, SeedableRng};

    use super::super::frames::{Frame, frames};
    use super::*;

    const PORTION: &str = r#"{"facts":{"functions":[{"number":0,"symbol":"f","library":"l","arguments":[["p",["r","a.S"]],"c_int",["a","c_int",3],["f",null,["c_int"],"c"],["x","w"],["?","y"]],"has_result":true,"result":null,"has_errcheck":false,"convention":"c","chain":[["p/a.py",1,0]],"arguments_chain":[["p/a.py",1,0]],"result_chain":[]}],"records":[{"name":"a.S","short_name":"S","is_union":false,"is_swapped":false,"pack":null,"align":null,"base":"a.B","fields":[{"name":"n","type":["r","a.S"],"width_bits":3,"is_anonymous":false}],"place":["p/a.py",2,0]}],"cdefs":[{"text":"int f(int);","ffi":7,"pack":null,"is_verified":false,"chain":[["p/a.py",3,0]]}]}}"#;

    fn merged(output: &[u8]) -> Declarations {
        let mut captured = Captured::default();
        for frame in frames(output, "w") {
            if let Frame::Facts { facts } = frame {
                captured.take(0, facts);
            }
        }
        let files = Files::new([("p", Path::new("/nothing/there"))].into_iter());
        let mut declarations = Declarations::default();
        merge(&mut declarations, captured, &files);
        declarations
    }

    fn framed(body: &str) -> Vec<u8> {
        format!("fishplate-capture/1 w {}\n{body}\n", body.len()).into_bytes()
    }

    #[test]
    fn a_portion_becomes_declarations() {
        let told = merged(&framed(PORTION));
        assert_eq!((told.functions.len(), told.records.len()), (1, 1));
        assert_eq!((told.cdefs.len(), told.resolved_by_run), (1, 2));
        assert_eq!(told.records[0].base.as_deref(), Some("a.B"));
    }

    #[test]
    fn random_damage_gives_declarations_or_none() {
        let mut random = StdRng::seed_from_u64(4);
        for _ in 0..3_000 {
            let mut body = PORTION.as_bytes().to_vec();
            for _ in 0..random.random_range(1..6) {
                let at = random.random_range(0..body.len());
                match random.random_range(0..3) {
                    0 => body[at] = random.random(),
                    1 => drop(body.remove(at)),
                    _ => {
                        let other = random.random_range(0..body.len());
                        body.swap(at, other);
                    }
                }
            }
            let told = merged(&framed(&String::from_utf8_lossy(&body)));
            assert!(told.functions.len() <= 1 && told.records.len() <= 1);
        }
    }
}
