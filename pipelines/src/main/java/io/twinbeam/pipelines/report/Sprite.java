package io.twinbeam.pipelines.report;

import java.awt.image.BufferedImage;
import java.awt.image.DataBuffer;
import java.awt.image.IndexColorModel;
import java.awt.image.Raster;
import java.awt.image.WritableRaster;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Base64;
import javax.imageio.IIOImage;
import javax.imageio.ImageIO;
import javax.imageio.ImageWriteParam;
import javax.imageio.ImageWriter;
import javax.imageio.stream.MemoryCacheImageOutputStream;

/** Pixels of many slices as one image, which a page holds as a data URI. */
final class Sprite {

  static final int HEAT_LEVELS = 16;

  private static final float JPEG_QUALITY = 0.8f;
  private static final int OPAQUE = 0xFF000000;

  // After matplotlib's inferno, whose lightness rises evenly.
  private static final int[] INFERNO = {0x420A68, 0x932667, 0xDD513A, 0xFCA50A, 0xFCFFA4};

  private final int width;
  private final int height;
  private final byte[] pixels;

  /**
   * @param pixels grey levels, or numbers of colours; not copied
   */
  Sprite(int width, int height, byte[] pixels) {
    this.width = width;
    this.height = height;
    this.pixels = pixels;
  }

  int width() {
    return width;
  }

  int height() {
    return height;
  }

  byte[] pixels() {
    return pixels;
  }

  /** A grey JPEG. */
  String jpeg() {
    BufferedImage image = new BufferedImage(width, height, BufferedImage.TYPE_BYTE_GRAY);
    image.getRaster().setDataElements(0, 0, width, height, pixels);
    ImageWriter writer = ImageIO.getImageWritersByFormatName("jpeg").next();
    ImageWriteParam settings = writer.getDefaultWriteParam();
    settings.setCompressionMode(ImageWriteParam.MODE_EXPLICIT);
    settings.setCompressionQuality(JPEG_QUALITY);
    return encode(writer, image, settings, "image/jpeg");
  }

  /** A PNG on which pixels of 1 have the colour and others can be looked through. */
  String mask(int rgb) {
    return png(1, new int[] {0, OPAQUE | rgb});
  }

  /** A PNG of heat: 0 can be looked through, and higher levels less and less. */
  String heat() {
    int[] colours = new int[HEAT_LEVELS];
    for (int level = 1; level < HEAT_LEVELS; level++) {
      double share = (double) level / (HEAT_LEVELS - 1);
      int alpha = (int) Math.round(255 * Math.min(0.85, 0.25 + share));
      colours[level] = alpha << 24 | inferno(share);
    }
    return png(4, colours);
  }

  private static int inferno(double share) {
    double at = share * (INFERNO.length - 1);
    int before = (int) Math.min(INFERNO.length - 2, at);
    int colour = 0;
    for (int shift = 16; shift >= 0; shift -= 8) {
      int from = INFERNO[before] >> shift & 255;
      int to = INFERNO[before + 1] >> shift & 255;
      colour |= (int) Math.round(from + (at - before) * (to - from)) << shift;
    }
    return colour;
  }

  private String png(int bits, int[] colours) {
    IndexColorModel palette =
        new IndexColorModel(bits, colours.length, colours, 0, true, -1, DataBuffer.TYPE_BYTE);
    WritableRaster raster =
        Raster.createPackedRaster(DataBuffer.TYPE_BYTE, width, height, 1, bits, null);
    raster.setDataElements(0, 0, width, height, pixels);
    BufferedImage image = new BufferedImage(palette, raster, false, null);
    ImageWriter writer = ImageIO.getImageWritersByFormatName("png").next();
    return encode(writer, image, writer.getDefaultWriteParam(), "image/png");
  }

  private static String encode(
      ImageWriter writer, BufferedImage image, ImageWriteParam settings, String type) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (MemoryCacheImageOutputStream out = new MemoryCacheImageOutputStream(bytes)) {
      writer.setOutput(out);
      writer.write(null, new IIOImage(image, null, null), settings);
    } catch (IOException e) {
      throw new UncheckedIOException("an overlay cannot be written as " + type, e);
    } finally {
      writer.dispose();
    }
    return "data:" + type + ";base64," + Base64.getEncoder().encodeToString(bytes.toByteArray());
  }
}
