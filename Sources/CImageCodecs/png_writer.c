// RGBA to PNG, by libpng: RGB where no pixel is transparent.

#include "codec_message.h"

#include <png.h>
#include <setjmp.h>
#include <stdlib.h>
#include <string.h>

typedef struct png_writer {
    png_structp png;
    png_infop info;
    codec_message *message;
    uint8_t *bytes;
    size_t count;
    size_t capacity;
} png_writer;

static void leave(png_structp png, png_const_charp text) {
    png_writer *writer = png_get_error_ptr(png);
    codec_fail(writer->message, codec_too_large, text);
    longjmp(png_jmpbuf(png), 1);
}

static void ignore(png_structp png, png_const_charp text) {
    (void)png;
    (void)text;
}

static void append(png_structp png, png_bytep source, size_t count) {
    png_writer *writer = png_get_io_ptr(png);
    if (writer->capacity - writer->count < count) {
        size_t capacity = writer->capacity * 2 + count;
        uint8_t *bytes = realloc(writer->bytes, capacity);
        if (bytes == NULL) {
            png_error(png, "not enough memory");
        }
        writer->bytes = bytes;
        writer->capacity = capacity;
    }
    memcpy(writer->bytes + writer->count, source, count);
    writer->count += count;
}

static void flush(png_structp png) {
    (void)png;
}

static void write_all(png_writer *writer, const uint8_t *rgba, uint32_t width, uint32_t height, bool alpha) {
    png_structp png = writer->png;
    png_set_write_fn(png, writer, append, flush);
    png_set_user_limits(png, 0x7fffffff, 0x7fffffff);
    png_set_IHDR(
        png, writer->info, width, height, 8, alpha ? PNG_COLOR_TYPE_RGB_ALPHA : PNG_COLOR_TYPE_RGB, PNG_INTERLACE_NONE,
        PNG_COMPRESSION_TYPE_DEFAULT, PNG_FILTER_TYPE_DEFAULT);
    png_write_info(png, writer->info);
    if (!alpha) {
        // Drops the fourth byte of every pixel.
        png_set_filler(png, 0, PNG_FILLER_AFTER);
    }
    for (uint32_t y = 0; y < height; y += 1) {
        png_write_row(png, rgba + (size_t)y * width * 4);
    }
    png_write_end(png, writer->info);
}

codec_status codec_png_write(
    const uint8_t *rgba, uint32_t width, uint32_t height, bool alpha,
    uint8_t **bytes, size_t *count, codec_message *message) {
    codec_clear(message);
    png_writer *writer = calloc(1, sizeof *writer);
    if (writer == NULL) {
        return codec_fail(message, codec_too_large, "not enough memory");
    }
    writer->message = message;
    writer->png = png_create_write_struct(PNG_LIBPNG_VER_STRING, writer, leave, ignore);
    writer->info = writer->png == NULL ? NULL : png_create_info_struct(writer->png);
    if (writer->info == NULL) {
        png_destroy_write_struct(&writer->png, &writer->info);
        free(writer);
        return codec_fail(message, codec_too_large, "not enough memory");
    }
    if (setjmp(png_jmpbuf(writer->png)) != 0) {
        png_destroy_write_struct(&writer->png, &writer->info);
        free(writer->bytes);
        free(writer);
        return codec_too_large;
    }
    write_all(writer, rgba, width, height, alpha);
    png_destroy_write_struct(&writer->png, &writer->info);
    *bytes = writer->bytes;
    *count = writer->count;
    free(writer);
    return codec_ok;
}
