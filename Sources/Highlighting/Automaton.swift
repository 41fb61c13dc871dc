/// Several patterns as one deterministic table: what it takes to find, in one pass over the bytes, which of them match longest.
///
/// Thompson's construction, then subsets; bytes that no pattern tells apart share a column.
struct Automaton {
    /// The column of each byte.
    private(set) var columns: [UInt8] = []
    private(set) var columnsCount = 0
    /// Row by row, column by column: the next row, 0 for none. Row 0 is dead, row 1 is where matching starts.
    private(set) var rows: [[Int]] = [[]]
    /// The patterns that end in each row, in order.
    private(set) var accepted: [[Int]] = [[]]

    private var nodes: [Node] = []
    private var marks: [Int] = []
    private var generation = 0

    /// A node waits for a byte, or forks, or tells that a pattern has ended.
    private struct Node {
        var bytes: ByteSet?
        var next: [Int]
        var pattern: Int?
    }

    init(_ patterns: [Pattern]) {
        let starts = patterns.enumerated().map { number, pattern in
            add(pattern, then: add(Node(bytes: nil, next: [], pattern: number)))
        }
        marks = Array(repeating: 0, count: nodes.count)
        assignColumns()
        buildRows(from: starts)
    }

    // MARK: Nodes

    private mutating func add(_ node: Node) -> Int {
        nodes.append(node)
        return nodes.count - 1
    }

    private mutating func add(_ pattern: Pattern, then next: Int) -> Int {
        switch pattern {
        case .bytes(let set): return add(Node(bytes: set, next: [next]))
        case .sequence(let parts): return parts.reversed().reduce(next) { add($1, then: $0) }
        case .choice(let branches):
            let starts = branches.map { add($0, then: next) }
            return add(Node(bytes: nil, next: starts))
        case .many(let inner, let least, let most):
            var next = next
            if let most {
                let end = next
                for _ in least..<most {
                    let start = add(inner, then: next)
                    next = add(Node(bytes: nil, next: [start, end]))
                }
            } else {
                let loop = add(Node(bytes: nil, next: []))
                let start = add(inner, then: loop)
                nodes[loop].next = [start, next]
                next = loop
            }
            for _ in 0..<least { next = add(inner, then: next) }
            return next
        }
    }

    // MARK: Columns

    private mutating func assignColumns() {
        let sets = Set(nodes.compactMap(\.bytes))
        var known: [UInt64: UInt8] = [:]
        for byte in UInt8.min...UInt8.max {
            var signature: UInt64 = 0xCBF2_9CE4_8422_2325
            for set in sets { signature = (signature ^ (set.contains(byte) ? 1 : 2)) &* 0x100_0000_01B3 }
            let column = known[signature] ?? UInt8(known.count)
            known[signature] = column
            columns.append(column)
        }
        columnsCount = known.count
    }

    // MARK: Rows

    private mutating func buildRows(from starts: [Int]) {
        var representatives: [UInt8] = Array(repeating: 0, count: columnsCount)
        for (byte, column) in columns.enumerated() { representatives[Int(column)] = UInt8(byte) }
        var known: [[Int]: Int] = [:]
        var members: [[Int]] = [[]]
        func row(_ set: [Int], _ automaton: inout Automaton) -> Int {
            if set.isEmpty { return 0 }
            if let row = known[set] { return row }
            known[set] = members.count
            members.append(set)
            automaton.accepted.append(set.compactMap { automaton.nodes[$0].pattern }.sorted())
            return members.count - 1
        }
        _ = row(closure(of: starts), &self)
        var done = 1
        while done < members.count {
            let waiting = members[done].filter { nodes[$0].bytes != nil }
            rows.append(
                representatives.map { byte in
                    let targets = waiting.filter { nodes[$0].bytes?.contains(byte) == true }
                    return targets.isEmpty ? 0 : row(closure(of: targets.map { nodes[$0].next[0] }), &self)
                })
            done += 1
        }
    }

    /// The nodes reached without reading a byte that wait for one or end a pattern, sorted.
    private mutating func closure(of starts: [Int]) -> [Int] {
        generation += 1
        var found: [Int] = []
        var pending = starts
        while let node = pending.popLast() {
            guard marks[node] != generation else { continue }
            marks[node] = generation
            if nodes[node].bytes == nil, nodes[node].pattern == nil {
                pending += nodes[node].next
            } else {
                found.append(node)
            }
        }
        return found.sorted()
    }
}
