package io.twinbeam.pipelines.yaml;

import java.util.List;
import java.util.function.Function;

/** Reads a file as a whole, or refuses it with all of its problems. */
public final class YamlFile {

  /** No file of more bytes needs to be read: its text is too long, whatever is in it. */
  public static final long MAX_BYTES = 4L * YamlText.MAX_CHARACTERS;

  private YamlFile() {}

  /**
   * What {@code reader} makes of {@code text}. Names that the reader did not ask for are problems.
   *
   * @param text YAML 1.2, at most 1 MiB
   * @param file its name, for messages
   * @throws InvalidFileException listing every problem with its line and column
   */
  public static <T> T read(String text, String file, Function<Section, T> reader) {
    ProblemList problems = new ProblemList();
    Section root = new Section("", YamlText.compose(text, file), problems);
    T content = reader.apply(root);
    root.refuseUnknown();
    List<Problem> found = problems.inFileOrder();
    if (!found.isEmpty()) {
      throw new InvalidFileException(file, found);
    }
    return content;
  }

  /**
   * What {@code reader} makes of {@code text}, whatever else is wrong with it.
   *
   * @param text YAML 1.2, at most 1 MiB
   * @param file its name, for messages
   * @throws InvalidFileException where it is no YAML
   */
  public static <T> T look(String text, String file, Function<Section, T> reader) {
    return reader.apply(new Section("", YamlText.compose(text, file), new ProblemList()));
  }
}
