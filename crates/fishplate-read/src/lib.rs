//! Reads [`fishplate_model::Interface`] from what a library comes with.
//!
//! Three sources must agree: the syntax tree of the header (libclang, loaded at run time), the
//! symbol table of the library, and what the C compiler says of constants and layouts (probes
//! that are compiled and never run). Nothing is judged here.
//!
//! A reader never stops at what it does not understand: it records an
//! [`fishplate_model::Unsupported`] with its place and goes on.

mod archive;
mod c_header;
mod clang;
mod cython_declarations;
mod dwarf;
mod elf_symbols;
mod error;
mod interface_json;
mod isolated;
mod libclang;
mod linux;
mod platform;
mod probe;
mod python_capture;
mod python_declarations;
mod python_files;
mod python_places;
mod request;
mod rust_extern;
mod toolchain;

pub use archive::is_archive;
pub use cython_declarations::{CythonAnswer, CythonRequest, read_cython};
pub use dwarf::{DebugReading, read_debug_information};
pub use elf_symbols::{Symbol, SymbolKind, read_symbols};
pub use error::ReadError;
pub use interface_json::load_interface;
pub use isolated::{
    READER_ARGUMENT, read_headers, read_headers_leniently, read_in_this_process,
    serve_header_request,
};
pub use libclang::Libclang;
pub use platform::{Platform, UnknownPlatform};
pub use python_capture::{CaptureRequest, capture_python};
pub use python_declarations::{PythonRequest, read_python};
pub use python_places::{Edit, FileFixes, FilePlaces, PlacedFix, place_fixes};
pub use request::{Diagnostic, HeaderRequest, Reading, Severity};
pub use rust_extern::read_rust;
