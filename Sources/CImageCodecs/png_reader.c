// PNG to RGBA rows, by libpng: palettes, greys, 16 bits and transparency are unfolded on the way.

#include "codec_message.h"

#include <png.h>
#include <setjmp.h>
#include <stdlib.h>
#include <string.h>

struct codec_png_reader {
    png_structp png;
    png_infop info;
    codec_message *message;
    const uint8_t *bytes;
    size_t left;
    uint32_t width;
    uint32_t height;
    uint32_t row;
    int passes;
    // All pixels of an interlaced picture, which cannot be had row by row.
    uint8_t *whole;
};

static void leave(png_structp png, png_const_charp text) {
    codec_png_reader *reader = png_get_error_ptr(png);
    codec_fail(reader->message, codec_damaged, text);
    longjmp(png_jmpbuf(png), 1);
}

static void ignore(png_structp png, png_const_charp text) {
    (void)png;
    (void)text;
}

static void pull(png_structp png, png_bytep destination, size_t count) {
    codec_png_reader *reader = png_get_io_ptr(png);
    if (count > reader->left) {
        png_error(png, "the file ends too early");
    }
    memcpy(destination, reader->bytes, count);
    reader->bytes += count;
    reader->left -= count;
}

// Texts and profiles can be bombs, and nothing here reads them.
static void skip_texts_and_profiles(png_structp png) {
    static const png_byte names[] = "iCCP\0iTXt\0tEXt\0zTXt\0sPLT\0hIST";
    png_set_keep_unknown_chunks(png, PNG_HANDLE_CHUNK_NEVER, NULL, 0);
    png_set_keep_unknown_chunks(png, PNG_HANDLE_CHUNK_NEVER, names, 6);
}

static void unfold_to_rgba(png_structp png) {
    png_set_expand(png);
    png_set_scale_16(png);
    png_set_gray_to_rgb(png);
    png_set_add_alpha(png, 0xff, PNG_FILLER_AFTER);
}

static void start(codec_png_reader *reader, const codec_limits *limits) {
    png_structp png = reader->png;
    png_set_read_fn(png, reader, pull);
    png_set_user_limits(png, limits->side, limits->side);
    png_set_chunk_malloc_max(png, limits->chunk_bytes);
    png_set_chunk_cache_max(png, 16);
    skip_texts_and_profiles(png);
    png_read_info(png, reader->info);
    unfold_to_rgba(png);
    reader->passes = png_set_interlace_handling(png);
    png_read_update_info(png, reader->info);
    reader->width = png_get_image_width(png, reader->info);
    reader->height = png_get_image_height(png, reader->info);
    if (png_get_rowbytes(png, reader->info) != (size_t)reader->width * 4) {
        png_error(png, "a pixel layout that cannot be unfolded");
    }
}

codec_status codec_png_open(
    const uint8_t *bytes, size_t count, const codec_limits *limits,
    codec_png_reader **result, uint32_t *width, uint32_t *height, codec_message *message) {
    codec_clear(message);
    codec_png_reader *reader = calloc(1, sizeof *reader);
    if (reader == NULL) {
        return codec_fail(message, codec_too_large, "not enough memory");
    }
    reader->message = message;
    reader->bytes = bytes;
    reader->left = count;
    reader->png = png_create_read_struct(PNG_LIBPNG_VER_STRING, reader, leave, ignore);
    reader->info = reader->png == NULL ? NULL : png_create_info_struct(reader->png);
    if (reader->info == NULL) {
        codec_png_close(reader);
        return codec_fail(message, codec_too_large, "not enough memory");
    }
    if (setjmp(png_jmpbuf(reader->png)) != 0) {
        codec_png_close(reader);
        return codec_damaged;
    }
    start(reader, limits);
    if (reader->passes > 1 && (size_t)reader->width * 4 > limits->memory_bytes / reader->height) {
        codec_png_close(reader);
        return codec_fail(message, codec_too_large, "an interlaced picture of this size needs too much memory");
    }
    *result = reader;
    *width = reader->width;
    *height = reader->height;
    return codec_ok;
}

static void read_whole(codec_png_reader *reader) {
    size_t stride = (size_t)reader->width * 4;
    reader->whole = calloc(reader->height, stride);
    if (reader->whole == NULL) {
        png_error(reader->png, "not enough memory");
    }
    for (int pass = 0; pass < reader->passes; pass += 1) {
        for (uint32_t y = 0; y < reader->height; y += 1) {
            png_read_row(reader->png, reader->whole + y * stride, NULL);
        }
    }
}

codec_status codec_png_read_row(codec_png_reader *reader, uint8_t *rgba, codec_message *message) {
    codec_clear(message);
    reader->message = message;
    if (reader->row == reader->height) {
        return codec_fail(message, codec_damaged, "fewer rows than were asked for");
    }
    if (setjmp(png_jmpbuf(reader->png)) != 0) {
        return codec_damaged;
    }
    if (reader->passes == 1) {
        png_read_row(reader->png, rgba, NULL);
    } else {
        if (reader->whole == NULL) {
            read_whole(reader);
        }
        size_t stride = (size_t)reader->width * 4;
        memcpy(rgba, reader->whole + reader->row * stride, stride);
    }
    reader->row += 1;
    return codec_ok;
}

void codec_png_close(codec_png_reader *reader) {
    png_destroy_read_struct(&reader->png, &reader->info, NULL);
    free(reader->whole);
    free(reader);
}
