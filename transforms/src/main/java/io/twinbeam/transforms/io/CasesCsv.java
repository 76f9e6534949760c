package io.twinbeam.transforms.io;

import io.twinbeam.model.format.RelativePath;
import io.twinbeam.model.volume.Fault;
import io.twinbeam.model.volume.InvalidCaseException;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import org.apache.commons.csv.CSVFormat;
import org.apache.commons.csv.CSVParser;
import org.apache.commons.csv.CSVRecord;

/**
 * Reads {@code cases.csv}: a header, then a line for each case.
 *
 * <pre>
 * case,image_t1,image_flair,label,part
 * p01,scans/p01_t1.nii.gz,scans/p01_flair.nii.gz,masks/p01.nii.gz,train
 * </pre>
 *
 * <p>Columns may stand in any order; {@code label} and {@code part} may be left out, as may their
 * cells. With one image per case its column is {@code image}.
 */
final class CasesCsv {

  private static final String CASE = "case";
  private static final String IMAGE = "image";
  private static final String IMAGE_OF = "image_";
  private static final String LABEL = "label";
  private static final String PART = "part";
  private static final String TEST = "test";
  private static final String TRAIN = "train";
  private static final String BYTE_ORDER_MARK = "\uFEFF";

  private final List<String> mistakes = new ArrayList<>();
  private final Map<String, Integer> columns = new HashMap<>();
  private final List<String> imageColumns = new ArrayList<>();
  private final Map<String, Long> lineOfCase = new HashMap<>();

  private CasesCsv() {}

  /**
   * Reads UTF-8 text; {@code in} stays open.
   *
   * @throws InvalidCaseException naming every mistake with its line
   * @throws IOException where {@code in} fails
   */
  static CaseList parse(InputStream in) throws IOException {
    byte[] bytes = in.readAllBytes();
    try {
      return parse(StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString());
    } catch (CharacterCodingException e) {
      throw refusal(List.of("must be text in UTF-8; save it as such"));
    }
  }

  /**
   * Reads the text of the file.
   *
   * @throws InvalidCaseException naming every mistake with its line
   */
  static CaseList parse(String text) {
    return new CasesCsv().read(text.startsWith(BYTE_ORDER_MARK) ? text.substring(1) : text);
  }

  private static InvalidCaseException refusal(List<String> mistakes) {
    return new InvalidCaseException(
        Fault.MALFORMED, InputFiles.CASES_CSV + ": " + String.join("\n  ", mistakes));
  }

  private CaseList read(String text) {
    List<CaseList.Entry> entries = new ArrayList<>();
    CSVFormat format =
        CSVFormat.RFC4180
            .builder()
            .setIgnoreSurroundingSpaces(true)
            .setIgnoreEmptyLines(true)
            .get();
    try (CSVParser parser = CSVParser.parse(text, format)) {
      for (CSVRecord line : parser) {
        long number = parser.getCurrentLineNumber();
        if (columns.isEmpty()) {
          readHeader(line);
          if (!mistakes.isEmpty()) {
            throw refusal(mistakes); // What the cells mean is anyone's guess.
          }
        } else {
          entry(line, number).ifPresent(entries::add);
        }
      }
    } catch (IOException | UncheckedIOException e) {
      mistakes.add("must be CSV, but: " + e.getMessage() + "; mend the quotes");
    }
    if (columns.isEmpty() && mistakes.isEmpty()) {
      throw refusal(List.of("must start with a header such as case,image,label; is empty"));
    }
    if (entries.isEmpty() && mistakes.isEmpty()) {
      mistakes.add("must list at least one case; add a line for each, or remove the file");
    }
    if (!mistakes.isEmpty()) {
      throw refusal(mistakes);
    }
    return new CaseList(InputFiles.CASES_CSV, Optional.of(channels()), entries);
  }

  private void readHeader(CSVRecord header) {
    for (String cell : header) {
      String name = cell.strip();
      boolean image = name.equals(IMAGE) || (name.startsWith(IMAGE_OF) && !name.equals(IMAGE_OF));
      if (!image && !List.of(CASE, LABEL, PART).contains(name)) {
        mistakes.add(
            "line 1: column '"
                + name
                + "' is none of case, image, image_NAME, label, part; rename or remove it");
      }
      if (columns.putIfAbsent(name, columns.size()) != null) {
        mistakes.add("line 1: column " + name + " stands there twice; keep one");
      }
      if (image) {
        imageColumns.add(name);
      }
    }
    if (!columns.containsKey(CASE)) {
      mistakes.add("line 1: column case is missing; add it, with the id of each case");
    }
    if (imageColumns.isEmpty()) {
      mistakes.add("line 1: column image is missing; add it, with the path of each image");
    } else if (imageColumns.contains(IMAGE) && imageColumns.size() > 1) {
      mistakes.add("line 1: column image excludes " + imageColumns + "; name all image_NAME");
    }
  }

  private ChannelNames channels() {
    return imageColumns.equals(List.of(IMAGE))
        ? ChannelNames.numbered(1)
        : ChannelNames.all(
            imageColumns.stream().map(name -> name.substring(IMAGE_OF.length())).toList(), false);
  }

  private Optional<CaseList.Entry> entry(CSVRecord line, long number) {
    int before = mistakes.size();
    if (line.size() != columns.size()) {
      mistakes.add(at(number) + "must have " + columns.size() + " cells, has " + line.size());
      return Optional.empty();
    }
    String caseId = cell(line, CASE);
    if (!RelativePath.isName(caseId)) {
      mistakes.add(at(number) + "case must be a name without / or \\, is '" + caseId + "'");
    }
    Long earlier = lineOfCase.putIfAbsent(caseId, number);
    if (earlier != null) {
      mistakes.add(at(number) + "case " + caseId + " stands in line " + earlier + " already");
    }
    List<String> images =
        imageColumns.stream().map(column -> path(number, column, cell(line, column))).toList();
    if (new TreeSet<>(images).size() < images.size()) {
      mistakes.add(at(number) + "must have another image in each column, repeats one");
    }
    String label = cell(line, LABEL);
    String labelPath = label.isEmpty() ? null : path(number, LABEL, label);
    String part = cell(line, PART);
    if (!List.of("", TRAIN, TEST).contains(part)) {
      mistakes.add(at(number) + "part must be train or test, is '" + part + "'");
    }
    return mistakes.size() > before
        ? Optional.empty()
        : Optional.of(new CaseList.Entry(caseId, images, labelPath, part.equals(TEST)));
  }

  private String cell(CSVRecord line, String column) {
    Integer index = columns.get(column);
    return index == null ? "" : line.get(index).strip();
  }

  private String path(long number, String column, String text) {
    String path = RelativePath.normalise(text);
    if (path.isEmpty()) {
      mistakes.add(
          at(number)
              + column
              + " must be a path inside the data set's folder, with forward slashes, is '"
              + text
              + "'");
    }
    return path;
  }

  private static String at(long number) {
    return "line " + number + ": ";
  }
}
