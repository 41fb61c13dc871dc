/// What a piece of code is, by the short class names that Pygments gives its spans, so that any of its style sheets fits.
///
/// The first letter tells the family: `k` keyword, `n` name, `s` string, `m` number, `o` operator, `p` punctuation,
/// `c` comment, `g` output of a tool (`gd` deleted, `gi` inserted, `gp` prompt).
package enum TokenClass: UInt8, CaseIterable, Sendable {
    /// Plain text, which gets no span.
    case text
    /// Blanks, which get none either.
    case w
    case err
    case k, kc, kd, kn, kp, kr, kt
    case n, na, nb, bp, nc, no, nd, ni, ne, nf, fm, py, nl, nn, nx, nt, nv, vc, vg, vi, vm
    case l, ld, s, sa, sb, sc, dl, sd, s2, se, sh, si, sx, sr, s1, ss
    case m, mb, mf, mh, mi, il, mo
    case o, ow, p, pm
    case c, ch, cm, cp, cpf, c1, cs
    case g, gd, ge, gr, gh, gi, go, gp, gs, gu, gt

    /// As it stands in `class="…"`; `nil` for what needs no span: text, blanks and names of no special kind.
    package var name: String? {
        switch self {
        case .text, .w, .n: nil
        default: String(describing: self)
        }
    }

    /// A value has just ended: what follows is an operator rather than the start of another value.
    func endsOperand(lastByte: UInt8) -> Bool {
        switch self {
        case .k, .kr, .kd, .kn, .o, .ow, .text, .w: false
        case .p, .pm: lastByte == UInt8(ascii: ")") || lastByte == UInt8(ascii: "]") || lastByte == UInt8(ascii: "}")
        default: true
        }
    }

    var isComment: Bool {
        switch self {
        case .c, .ch, .cm, .cp, .cpf, .c1, .cs: true
        default: false
        }
    }
}
