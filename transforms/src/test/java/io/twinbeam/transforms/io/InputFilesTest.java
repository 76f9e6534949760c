package io.twinbeam.transforms.io;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class InputFilesTest {

  private static InputFiles of(String... names) {
    return InputFiles.of(Stream.of(names).map(name -> new ListedFile(name, 1)).toList());
  }

  private static List<String> names(List<ListedFile> files) {
    return files.stream().map(ListedFile::name).toList();
  }

  @Test
  void descriptionsStandAtTheTopOnly() {
    InputFiles files = of("dataset.json", "x/dataset.json", "cases.csv", "x/cases.csv");
    assertEquals(List.of("dataset.json", "cases.csv"), names(files.descriptions()));
    assertEquals(List.of("x/dataset.json", "x/cases.csv"), names(files.others()));
    assertEquals(0, files.possibleImages());
  }

  @Test
  void imagesAreToldByTheirEndings() {
    InputFiles files = of("a.nii", "x.nii/b.nii.gz", "x.nii/c", "nii");
    assertEquals(List.of("a.nii", "x.nii/b.nii.gz"), names(files.images()));
    assertEquals(List.of("x.nii/c", "nii"), names(files.others()));
  }

  @ParameterizedTest
  @ValueSource(strings = {"a.nii", "a.dcm", "IM0001", "a.ima", "1.2.840.5", "a.unheard"})
  void thisMayBeAnImage(String name) {
    assertEquals(1, of("x/" + name).possibleImages());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"README", "a.txt", "LICENSE", "a.b.JSON", "x.tar.gz", "DICOMDIR", "a.nrrd"})
  void thisIsNoImageByItsName(String name) {
    assertEquals(0, of("x/" + name).possibleImages());
  }

  @Test
  void companionsBelongToTheHeaderOfTheirNameInTheirFolder() {
    InputFiles files = of("a.hdr", "a.img", "b.img", "x/a.img", "c.mhd", "c.raw", "d.raw");
    assertEquals(List.of("a.hdr", "c.mhd"), names(files.images()));
    assertEquals(List.of("b.img", "x/a.img", "d.raw"), names(files.others()));
  }
}
