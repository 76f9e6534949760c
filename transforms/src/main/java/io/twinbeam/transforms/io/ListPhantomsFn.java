package io.twinbeam.transforms.io;

import io.twinbeam.transforms.CaseSource;
import io.twinbeam.transforms.PhantomAddress;
import io.twinbeam.transforms.Progress;
import io.twinbeam.transforms.VolumeSource;
import io.twinbeam.transforms.artifact.CanonicalJson;
import io.twinbeam.transforms.source.SourceFormats;
import java.util.Locale;
import org.apache.beam.sdk.transforms.DoFn;

/** Synthetic cases, with an address in place of a file. */
final class ListPhantomsFn extends DoFn<String, CaseSource> {

  @ProcessElement
  public void processElement(@Element String source, OutputReceiver<CaseSource> cases) {
    DataSource.Phantoms phantoms = CanonicalJson.read(source, DataSource.class).phantoms();
    Progress.of("preprocess").expect(phantoms.cases());
    for (int index = 0; index < phantoms.cases(); index++) {
      String address = new PhantomAddress(phantoms.spec(), phantoms.seed(), index).toString();
      VolumeSource both = VolumeSource.of(SourceFormats.PHANTOM, address);
      cases.output(new CaseSource(String.format(Locale.ROOT, "phantom_%03d", index), both, both));
    }
  }
}
