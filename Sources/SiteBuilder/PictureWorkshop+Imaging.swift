import Imaging

extension PictureWorkshop {
    /// The one that products use.
    static func imaging(_ settings: BuildConfiguration.ImageSettings) -> PictureWorkshop {
        let recipe = RenditionRecipe(widths: settings.widths, jpegQuality: settings.jpegQuality)
        var limits = ImageLimits()
        limits.fileBytes = settings.largestOriginalBytes
        let allowed = limits
        return PictureWorkshop(identity: recipe.identity) { bytes throws(PictureFailure) in
            do throws(ImageFailure) {
                return try Imaging.makeRenditions(of: bytes, recipe: recipe, limits: allowed).map { rendition in
                    MadePicture(
                        width: rendition.size.width, height: rendition.size.height,
                        fileExtension: rendition.format.fileExtension, bytes: rendition.bytes)
                }
            } catch {
                switch error {
                case .unsupported: throw .unsupported("\(error)")
                case .notAnImage, .tooLarge, .damaged: throw .unusable("\(error)")
                }
            }
        }
    }
}
