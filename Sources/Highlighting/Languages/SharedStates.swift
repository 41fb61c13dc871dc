/// Rules that many languages have in common; a state of this name in a language takes precedence.
enum SharedStates {
    static let all = Dictionary(uniqueKeysWithValues: states.map { ($0.name, $0) })

    private static let states = [
        StateDefinition("blanks", [Rule(#"[ \t\r\n]+"#, .w)]),
        // Blanks where ends of lines matter: each on its own, so that what waits for the end of the line sees it.
        StateDefinition("line blanks", [Rule(#"[ \t\r]+"#, .w), Rule(#"\n"#, .w)]),
        StateDefinition(
            "c comments", [Rule(#"//[^\n]*"#, .c1), Rule(#"/\*"#, .cm, .through("*/"))]),
        StateDefinition("hash comments", [Rule(#"#[^\n]*"#, .c1)]),
        StateDefinition(
            "c numbers",
            [
                Rule(#"0[xX][0-9a-fA-F_']+[uUlLzZnN]*"#, .mh), Rule(#"0[bB][01_']+[uUlLzZnN]*"#, .mb),
                Rule(#"0[oO]?[0-7_']+[uUlLzZnN]*"#, .mo), Rule(#"(0|[1-9][0-9_']*)[uUlLzZnN]*"#, .mi),
                Rule(#"\d[\d_']*(\.[\d_']+)?([eE][+-]?[\d_']+)?[fFlLdDmM]"#, .mf), Rule(#"\d[\d_']*\.[\d_']+"#, .mf),
                Rule(#"\d[\d_']*\."#, .mf), Rule(#"\.\d[\d_']*([eE][+-]?\d+)?[fFlLdDmM]?"#, .mf),
                Rule(#"\d[\d_']*(\.[\d_']*)?[eE][+-]?\d+[fFlLdDmM]?"#, .mf),
            ]),
        // Numbers with `_` and without suffixes of letters.
        StateDefinition(
            "numbers",
            [
                Rule(#"0[xX][0-9a-fA-F_]+"#, .mh), Rule(#"0[bB][01_]+"#, .mb), Rule(#"0[oO][0-7_]+"#, .mo),
                Rule(#"\d[\d_]*"#, .mi), Rule(#"\d[\d_]*\.\d[\d_]*([eE][+-]?\d+)?"#, .mf),
                Rule(#"\d[\d_]*[eE][+-]?\d+"#, .mf),
            ]),
        StateDefinition(
            "c escapes",
            [Rule(#"\\([abefnrtv0'"?\\]|x[0-9a-fA-F]{1,4}|u[0-9a-fA-F]{4}|U[0-9a-fA-F]{8}|[0-7]{1,3}|\n)"#, .se)]),
    ]
}
