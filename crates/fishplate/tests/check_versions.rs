//! `fishplate check --versions`: what a series of headers does to one binding.

#![allow(
    clippy::unwrap_used,
    clippy::panic,
    reason = "a test ends where something unforeseen happens"
)]

mod checked;
mod scene;

use serde_json::Value;

const BINDING: &str = "from ctypes import *\n\
    lib = CDLL('usb')\n\
    USB_MAX = 4\n\
    class usb_info(Structure):\n    _fields_ = [('speed', c_int), ('bus', c_uint8)]\n\
    lib.usb_open.argtypes = [POINTER(usb_info)]\n\
    lib.usb_open.restype = c_int\n\
    lib.usb_close.argtypes = [c_int]\n\
    lib.usb_close.restype = c_int\n\
    lib.usb_read.argtypes = [c_int, c_void_p, c_int]\n\
    lib.usb_read.restype = c_int\n\
    lib.usb_old.argtypes = []\n\
    lib.usb_old.restype = c_int\n\
    lib.usb_new.argtypes = [c_int]\n\
    lib.usb_new.restype = c_int\n\
    lib.usb_wrong.argtypes = [c_int]\n\
    lib.usb_wrong.restype = c_int\n";

const OLD: &str = "#include <stdint.h>\n#define USB_MAX 4\n\
    typedef struct { int speed; uint8_t bus; } usb_info;\n\
    int usb_open(usb_info *info);\nint usb_close(int id);\n\
    int usb_read(int id, void *data, int n);\nint usb_old(void);\nint usb_wrong(double x);\n";

const NEW: &str = "#include <stddef.h>\n#include <stdint.h>\n#define USB_MAX 8\n\
    typedef struct { int flags; int speed; uint8_t bus; } usb_info;\n\
    int usb_open(usb_info *info);\nint usb_close(int id, int force);\n\
    int usb_read(int id, void *data, size_t n);\nint usb_new(int a);\nint usb_wrong(double x);\n";

#[test]
fn each_cause_is_told_once_with_the_versions_that_it_breaks() {
    let name = "each_cause_is_told_once_with_the_versions_that_it_breaks";
    let Some(scene) = checked::scene_with(name, BINDING, "") else {
        return;
    };
    // The order of their names is not the order of the versions.
    for (version, text) in [("1.0.28", OLD), ("1.2.2", OLD), ("1.3", NEW), ("1.10", NEW)] {
        scene.write(&format!("headers/usb-{version}/include/lib.h"), text);
    }
    let folders = ["1.10", "1.3", "1.0.28", "1.2.2"].map(|one| format!("headers/usb-{one}"));
    let mut more = vec!["--versions"];
    more.extend(folders.iter().map(String::as_str));
    let done = checked::check(&scene, &[&more[..], &["--format", "json"]].concat());
    assert_eq!(done.code, Some(1), "{}", done.transcript());
    let document: Value = serde_json::from_str(&done.stdout).unwrap();
    let told: Vec<String> = document["findings"]
        .as_array()
        .unwrap()
        .iter()
        .map(|one| {
            let word = |key: &str| one[key].as_str().unwrap();
            format!("{} {} {}", word("code"), word("severity"), word("message"))
        })
        .collect();
    let skew = "right for usb-1.0.28 to usb-1.2.2; breaks at usb-1.3";
    let expected = [
        format!("FP163 note `USB_MAX` is 4 in the binding and 8 in the header: {skew}"),
        format!(
            "FP162 error `usb_info` is {skew}: field `speed` of `usb_info` is at byte 0 in the \
             binding and at byte 4 in the header"
        ),
        format!(
            "FP162 error `usb_close` is {skew}: `usb_close` has 1 parameter in the binding and 2 in the header"
        ),
        format!(
            "FP162 warning `usb_read` is {skew}: parameter `n` is narrower in the binding than in the header"
        ),
        "FP160 note `usb_old` is declared, and it is missing from usb-1.3 on".to_owned(),
        "FP160 note `usb_new` is declared, and it is missing before usb-1.3".to_owned(),
        // What is wrong in every version is no matter of versions.
        "FP112 error parameter `x` is a signed integer of 32 bits in the binding and a `double` in the header".to_owned(),
    ];
    assert_eq!(told, expected, "{told:#?}");
    let versions = |index: usize| &document["findings"][index]["versions"];
    assert_eq!(*versions(1), serde_json::json!(["usb-1.3", "usb-1.10"]));
    assert_eq!(*versions(5), serde_json::json!(["usb-1.0.28", "usb-1.2.2"]));
    assert_eq!(*versions(6), serde_json::json!([]));
    // The header that is shown is the one where it first goes wrong.
    let native = &document["findings"][1]["native"];
    assert_eq!(native["file"], "headers/usb-1.3/include/lib.h");
}

#[test]
fn a_version_without_the_header_is_named() {
    let name = "a_version_without_the_header_is_named";
    let Some(scene) = checked::scene_with(name, BINDING, OLD) else {
        return;
    };
    scene.write("headers/1/other.h", OLD);
    let done = checked::check(&scene, &["--versions", "headers/1"]);
    assert_eq!(done.code, Some(2), "{}", done.transcript());
    assert!(
        done.stderr
            .contains("the version `headers/1` has no header `lib.h`"),
        "{}",
        done.transcript()
    );
}
