package io.twinbeam.transforms.tracking;

import com.google.protobuf.CodedInputStream;
import com.google.protobuf.CodedOutputStream;
import com.google.protobuf.WireFormat;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * One of TensorBoard's events, as far as training has them: the scalars of a step.
 *
 * @param wallTime seconds since 1970
 * @param step counted from 0
 * @param scalars values by tag; empty where the event holds something else
 * @see <a
 *     href="https://github.com/tensorflow/tensorflow/blob/master/tensorflow/core/util/event.proto">Event</a>
 */
public record Event(double wallTime, long step, SortedMap<String, Double> scalars) {

  private static final String VERSION = "brain.Event:2";

  // Field numbers of event.proto and summary.proto.
  private static final int WALL_TIME = 1;
  private static final int STEP = 2;
  private static final int FILE_VERSION = 3;
  private static final int SUMMARY = 5;
  private static final int VALUE = 1;
  private static final int TAG = 1;
  private static final int SIMPLE_VALUE = 2;
  private static final int IMAGE = 4;
  private static final int HEIGHT = 1;
  private static final int WIDTH = 2;
  private static final int COLOURS = 3;
  private static final int PNG = 4;

  /** Red, green, blue. */
  private static final int RGB = 3;

  public Event {
    scalars = new TreeMap<>(scalars);
  }

  /** A message whose fields are written by {@code fields}. */
  @FunctionalInterface
  private interface Fields {
    void writeTo(CodedOutputStream out) throws IOException;
  }

  /** The event that every file starts with. */
  static byte[] version(double wallTime) {
    return message(
        out -> {
          out.writeDouble(WALL_TIME, wallTime);
          out.writeString(FILE_VERSION, VERSION);
        });
  }

  /** The bytes of the event. */
  byte[] toBytes() {
    byte[] summary =
        message(
            out -> {
              for (Map.Entry<String, Double> scalar : scalars.entrySet()) {
                out.writeByteArray(VALUE, scalar(scalar.getKey(), scalar.getValue().floatValue()));
              }
            });
    return event(wallTime, step, summary);
  }

  /** The event that shows {@code picture}. */
  static byte[] image(double wallTime, long step, OverlayPicture picture) {
    byte[] image =
        message(
            out -> {
              out.writeInt32(HEIGHT, picture.height());
              out.writeInt32(WIDTH, picture.width());
              out.writeInt32(COLOURS, RGB);
              out.writeBytes(PNG, picture.png());
            });
    byte[] value =
        message(
            out -> {
              out.writeString(TAG, picture.tag());
              out.writeByteArray(IMAGE, image);
            });
    return event(wallTime, step, message(out -> out.writeByteArray(VALUE, value)));
  }

  private static byte[] event(double wallTime, long step, byte[] summary) {
    return message(
        out -> {
          out.writeDouble(WALL_TIME, wallTime);
          out.writeInt64(STEP, step);
          out.writeByteArray(SUMMARY, summary);
        });
  }

  private static byte[] scalar(String tag, float value) {
    return message(
        out -> {
          out.writeString(TAG, tag);
          out.writeFloat(SIMPLE_VALUE, value);
        });
  }

  private static byte[] message(Fields fields) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try {
      CodedOutputStream out = CodedOutputStream.newInstance(bytes);
      fields.writeTo(out);
      out.flush();
    } catch (IOException e) {
      throw new UncheckedIOException("memory does not fail", e);
    }
    return bytes.toByteArray();
  }

  /**
   * The event that {@code bytes} hold; whatever else is in them is passed over.
   *
   * @throws IOException where they hold no message
   */
  static Event parse(byte[] bytes) throws IOException {
    CodedInputStream in = CodedInputStream.newInstance(bytes);
    double wallTime = 0;
    long step = 0;
    TreeMap<String, Double> scalars = new TreeMap<>();
    for (int tag = in.readTag(); tag != 0; tag = in.readTag()) {
      switch (WireFormat.getTagFieldNumber(tag)) {
        case WALL_TIME -> wallTime = in.readDouble();
        case STEP -> step = in.readInt64();
        case SUMMARY -> addScalars(in.readByteArray(), scalars);
        default -> in.skipField(tag);
      }
    }
    return new Event(wallTime, step, scalars);
  }

  private static void addScalars(byte[] summary, SortedMap<String, Double> scalars)
      throws IOException {
    CodedInputStream in = CodedInputStream.newInstance(summary);
    for (int tag = in.readTag(); tag != 0; tag = in.readTag()) {
      if (WireFormat.getTagFieldNumber(tag) == VALUE) {
        addScalar(in.readByteArray(), scalars);
      } else {
        in.skipField(tag);
      }
    }
  }

  private static void addScalar(byte[] value, SortedMap<String, Double> scalars)
      throws IOException {
    CodedInputStream in = CodedInputStream.newInstance(value);
    String name = "";
    for (int tag = in.readTag(); tag != 0; tag = in.readTag()) {
      switch (WireFormat.getTagFieldNumber(tag)) {
        case TAG -> name = in.readString();
        case SIMPLE_VALUE -> scalars.put(name, (double) in.readFloat());
        default -> in.skipField(tag);
      }
    }
  }
}
