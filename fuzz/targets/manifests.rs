#![no_main]

libfuzzer_sys::fuzz_target!(|data: &[u8]| workos_lsp_fuzz::manifests(data));
