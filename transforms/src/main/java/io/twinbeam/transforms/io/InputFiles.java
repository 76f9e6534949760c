package io.twinbeam.transforms.io;

import io.twinbeam.transforms.source.SourceFormat;
import io.twinbeam.transforms.source.SourceFormats;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * The files of a data set, told apart by their names alone.
 *
 * @param descriptions {@code cases.csv} and {@code dataset.json}, those that there are
 * @param images whose names have the ending of a format, label maps among them
 * @param others all else but the companions of images: DICOM slices, and files that are no images
 */
record InputFiles(List<ListedFile> descriptions, List<ListedFile> images, List<ListedFile> others) {

  static final String DATASET_JSON = "dataset.json";
  static final String CASES_CSV = "cases.csv";

  // What usually lies beside images. Any of these is looked into all the same: this only tells a
  // folder that cannot hold a case from one that may.
  private static final Pattern NO_IMAGE =
      Pattern.compile(
          "(?i)(readme|licen[cs]e|notice|authors|changes|changelog|makefile|dicomdir)"
              + "|.*\\.(txt|md|rst|log|json|csv|tsv|xml|html?|ya?ml|pdf|docx?|xlsx?|png|jpe?g|gif"
              + "|svg|py|r|m|sh|ipynb|bval|bvec|sha\\d+|md5|zip|tar|tgz|gz|xz|bz2|7z|db|ini|pt|pth"
              + "|nrrd|nhdr|mg[hz]|mnc|np[yz]|mat|stl|vt[kp]|ply|gii|mp4|avi)");

  InputFiles {
    descriptions = List.copyOf(descriptions);
    images = List.copyOf(images);
    others = List.copyOf(others);
  }

  /**
   * Tells files apart.
   *
   * @param files all files of the data set
   */
  static InputFiles of(List<ListedFile> files) {
    Set<String> stems = new HashSet<>();
    List<ListedFile> descriptions = new ArrayList<>();
    List<ListedFile> images = new ArrayList<>();
    List<ListedFile> rest = new ArrayList<>();
    for (ListedFile file : files) {
      Optional<SourceFormat> format = SourceFormats.ofFile(file.fileName());
      if (file.name().equals(DATASET_JSON) || file.name().equals(CASES_CSV)) {
        descriptions.add(file);
      } else if (format.isPresent()) {
        images.add(file);
        stems.add(stem(format.get(), file, format.get().stem(file.fileName()).get()));
      } else {
        rest.add(file);
      }
    }
    List<ListedFile> others =
        rest.stream().filter(file -> companionStems(file).noneMatch(stems::contains)).toList();
    return new InputFiles(descriptions, images, others);
  }

  private static Stream<String> companionStems(ListedFile file) {
    return SourceFormats.all().stream()
        .flatMap(
            format ->
                format.companionStem(file.fileName()).stream()
                    .map(stem -> stem(format, file, stem)));
  }

  /** Tells where a file and its companions meet: a format, a folder and a name. */
  private static String stem(SourceFormat format, ListedFile file, String stem) {
    return format.name() + ":" + file.parent() + stem;
  }

  boolean has(String description) {
    return descriptions.stream().anyMatch(file -> file.name().equals(description));
  }

  /** How many of the files may be images, or slices of one, for all that their names tell. */
  long possibleImages() {
    return images.size()
        + others.stream().filter(file -> !NO_IMAGE.matcher(file.fileName()).matches()).count();
  }
}
