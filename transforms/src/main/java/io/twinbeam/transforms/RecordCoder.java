package io.twinbeam.transforms;

import io.twinbeam.transforms.artifact.CanonicalJson;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.List;
import java.util.Objects;
import org.apache.beam.sdk.coders.CannotProvideCoderException;
import org.apache.beam.sdk.coders.Coder;
import org.apache.beam.sdk.coders.CoderException;
import org.apache.beam.sdk.coders.CoderProvider;
import org.apache.beam.sdk.coders.CustomCoder;
import org.apache.beam.sdk.coders.StringUtf8Coder;
import org.apache.beam.sdk.values.TypeDescriptor;

/**
 * Encodes a record as canonical JSON: deterministic, readable in any language, the same in a state
 * cell as on the wire. Records name it by {@code @DefaultCoder}, so every pipeline finds it.
 */
public final class RecordCoder<T> extends CustomCoder<T> {

  /**
   * The system property with the most characters that an element may have, no limit by default.
   * Tests set it: elements cross machines, so they are small references to what is large.
   */
  static final String LIMIT = "twinbeam.maxElementLength";

  private static final long MAX_LENGTH = Long.getLong(LIMIT, Long.MAX_VALUE);
  private static final StringUtf8Coder TEXT = StringUtf8Coder.of();

  private final Class<T> type;

  private RecordCoder(Class<T> type) {
    this.type = type;
  }

  public static <T extends Record> RecordCoder<T> of(Class<T> type) {
    return new RecordCoder<>(type);
  }

  /** Called by Beam for types annotated with {@code @DefaultCoder(RecordCoder.class)}. */
  public static CoderProvider getCoderProvider() {
    return new CoderProvider() {
      @Override
      public <T> Coder<T> coderFor(TypeDescriptor<T> type, List<? extends Coder<?>> components)
          throws CannotProvideCoderException {
        if (!type.getRawType().isRecord()) {
          throw new CannotProvideCoderException(type + " is not a record");
        }
        @SuppressWarnings(
            "unchecked") // The raw type of T is a Class<? super T>; a record has no type above it
        // that would do.
        Class<T> raw = (Class<T>) type.getRawType();
        return new RecordCoder<>(raw);
      }
    };
  }

  @Override
  public void encode(T value, OutputStream stream) throws IOException {
    String json = CanonicalJson.write(value);
    if (json.length() > MAX_LENGTH) {
      throw new CoderException(
          type.getSimpleName()
              + ": an element must be at most "
              + MAX_LENGTH
              + " characters long ("
              + LIMIT
              + "), is "
              + json.length()
              + "; let it refer to an artifact instead");
    }
    TEXT.encode(json, stream);
  }

  @Override
  public T decode(InputStream stream) throws IOException {
    return CanonicalJson.read(TEXT.decode(stream), type);
  }

  @Override
  public void verifyDeterministic() {
    // Canonical JSON has one spelling per value.
  }

  @Override
  public boolean consistentWithEquals() {
    return true;
  }

  @Override
  public TypeDescriptor<T> getEncodedTypeDescriptor() {
    return TypeDescriptor.of(type);
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof RecordCoder<?> that && type.equals(that.type);
  }

  @Override
  public int hashCode() {
    return Objects.hash(RecordCoder.class, type);
  }
}
