package io.twinbeam.templates.dataflow;

import io.twinbeam.transforms.RecordCoder;
import java.util.ArrayList;
import java.util.List;
import org.apache.beam.sdk.coders.Coder;
import org.apache.beam.sdk.coders.StructuredCoder;
import org.apache.beam.sdk.util.SerializableUtils;

/** Names coders that a pipeline holds in Java's own form; it was made in this process. */
final class JavaCoders {

  private JavaCoders() {}

  static String name(byte[] serialised) {
    return name((Coder<?>) SerializableUtils.deserializeFromByteArray(serialised, "coder"));
  }

  private static String name(Coder<?> coder) {
    Class<?> type = coder.getClass();
    String name = type.getName().substring(type.getPackageName().length() + 1).replace('$', '.');
    List<String> parts = new ArrayList<>();
    if (coder instanceof RecordCoder) {
      parts.add(coder.getEncodedTypeDescriptor().getRawType().getSimpleName());
    } else if (coder instanceof StructuredCoder<?> structured) {
      structured.getComponents().forEach(part -> parts.add(name(part)));
    }
    return parts.isEmpty() ? name : name + parts;
  }
}
