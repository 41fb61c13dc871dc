import Foundation
import Imaging

// landscapes NAME OUT.jpg [--width N]: renders one of the sample site's mountain landscapes, the same every time.

private let usage = "usage: landscapes \(Scene.all.keys.sorted().joined(separator: "|")) OUT.jpg [--width N]"

private func complain(_ text: String, status: Int32) -> Never {
    FileHandle.standardError.write(Data("\(text)\n".utf8))
    exit(status)
}

private var words = Array(CommandLine.arguments.dropFirst())
private var width = 2_400
if let flag = words.firstIndex(of: "--width") {
    guard flag + 1 < words.count, let number = Int(words[flag + 1]), (16...8_000).contains(number) else {
        complain("--width wants a number from 16 to 8000\n\(usage)", status: 2)
    }
    width = number
    words.removeSubrange(flag...flag + 1)
}
guard words.count == 2, let scene = Scene.all[words[0]] else {
    complain(usage, status: 2)
}
private let picture = scene.draw(ImageSize(width: width, height: width * 9 / 16))
do {
    let file = try picture.encoded(as: .jpeg(quality: 84, isProgressive: true))
    try Data(file).write(to: URL(filePath: words[1]), options: .atomic)
} catch {
    complain("\(words[1]): \(error)", status: 1)
}
