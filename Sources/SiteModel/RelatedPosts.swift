import Foundation

/// Finds the posts that are most like each post, by what they are about (`Entry.words`) and by the terms they share.
///
/// A post is a vector: stems weigh `(1 + ln count) × ln(n / posts with the stem)`, terms as a stem of their rarity that
/// occurs often. Likeness is the cosine of the angle between two. Everything happens in a fixed order, so equal sites have
/// equal lists. What more than a twelfth of all posts share says little and is left out once a site is large: that keeps
/// the work nearly linear.
enum RelatedPosts {
    private struct Feature {
        let name: UInt64
        let post: Int32
        var weight: Float
    }

    /// What is less like it is a coincidence.
    private static let leastLikeness: Float = 0.05

    static func find(in posts: [Site.Post], _ taxonomies: [Taxonomy], limit: Int) -> [[Int]] {
        var features = self.features(of: posts, taxonomies)
        features.sort { ($0.name, $0.post) < ($1.name, $1.post) }
        weigh(&features, posts: posts.count)
        normalise(&features, posts: posts.count)
        return nearest(features, posts: posts.count, limit: limit)
    }

    private static func features(of posts: [Site.Post], _ taxonomies: [Taxonomy]) -> [Feature] {
        var features: [Feature] = []
        for (index, post) in posts.enumerated() {
            for word in post.entry.words.words {
                let weight = 1 + Float(log(Double(max(word.count, 1))))
                features.append(Feature(name: UInt64(word.name), post: Int32(index), weight: weight))
            }
        }
        var name = UInt64(UInt32.max)
        for taxonomy in taxonomies where !taxonomy.isAuthors {
            for term in taxonomy.terms {
                name += 1
                features += term.posts.map { Feature(name: name, post: Int32($0), weight: 4) }
            }
        }
        return features
    }

    /// Multiplies by rarity; what is too common or alone weighs nothing.
    private static func weigh(_ features: inout [Feature], posts: Int) {
        let most = max(60, posts / 12)
        var start = 0
        while start < features.count {
            var end = start
            while end < features.count, features[end].name == features[start].name { end += 1 }
            let count = end - start
            let rarity = count > most ? 0 : Float(log(Double(posts + 1) / Double(count)))
            for index in start..<end { features[index].weight *= rarity }
            start = end
        }
    }

    private static func normalise(_ features: inout [Feature], posts: Int) {
        var squares = [Float](repeating: 0, count: posts)
        for feature in features { squares[Int(feature.post)] += feature.weight * feature.weight }
        for index in features.indices {
            let length = squares[Int(features[index].post)].squareRoot()
            if length > 0 { features[index].weight /= length }
        }
    }

    private static func nearest(_ features: [Feature], posts: Int, limit: Int) -> [[Int]] {
        // Features are sorted by name: `spans` tells for each post which of them it has.
        var ends = [Int32](repeating: 0, count: features.count)
        var starts = ends
        var start = 0
        while start < features.count {
            var end = start
            while end < features.count, features[end].name == features[start].name { end += 1 }
            for index in start..<end { (starts[index], ends[index]) = (Int32(start), Int32(end)) }
            start = end
        }
        var own = [[Int32]](repeating: [], count: posts)
        for (index, feature) in features.enumerated() where feature.weight > 0 && ends[index] - starts[index] > 1 {
            own[Int(feature.post)].append(Int32(index))
        }
        var scores = [Float](repeating: 0, count: posts)
        var touched: [Int32] = []
        return (0..<posts).map { post in
            touched.removeAll(keepingCapacity: true)
            for index in own[post] {
                let weight = features[Int(index)].weight
                for other in Int(starts[Int(index)])..<Int(ends[Int(index)]) {
                    let neighbour = Int(features[other].post)
                    if scores[neighbour] == 0 { touched.append(Int32(neighbour)) }
                    scores[neighbour] += weight * features[other].weight
                }
            }
            let best = Self.best(touched, scores, except: post, limit)
            for neighbour in touched { scores[Int(neighbour)] = 0 }
            return best
        }
    }

    /// The highest scores; of equals the newer post.
    private static func best(_ touched: [Int32], _ scores: [Float], except post: Int, _ limit: Int) -> [Int] {
        var best: [(score: Float, post: Int)] = []
        for neighbour in touched {
            let index = Int(neighbour)
            let score = scores[index]
            guard index != post, score >= leastLikeness else { continue }
            if best.count == limit, let last = best.last,
                score < last.score || (score == last.score && index > last.post)
            {
                continue
            }
            let place = best.firstIndex { score > $0.score || (score == $0.score && index < $0.post) } ?? best.count
            best.insert((score, index), at: place)
            if best.count > limit { best.removeLast() }
        }
        return best.map(\.post)
    }
}
