/// Every language there is, by title.
enum Languages {
    static let all: [LanguageDefinition] = [
        bash, c, cpp, csharp, console, css, dart, diff, dockerfile, elixir, go, graphql, haskell, html, http, ini, java,
        javascript, json, kotlin, lua, makefile, markdown, nginx, objectiveC, perl, php, powershell, protobuf, python,
        r,
        ruby, rust, scala, scss, sql, swift, toml, tsx, typescript, xml, yaml, zig,
    ].sorted { $0.title.lowercased() < $1.title.lowercased() }
}
