package io.twinbeam.transforms.io;

import io.twinbeam.transforms.RecordCoder;
import javax.annotation.Nullable;
import org.apache.beam.sdk.coders.DefaultCoder;

/**
 * A file or a series that takes part in pairing; the other is null.
 *
 * @param file an image, or a description of the data set
 * @param series a DICOM series
 */
@DefaultCoder(RecordCoder.class)
record FoundInput(@Nullable ListedFile file, @Nullable Series series) {}
