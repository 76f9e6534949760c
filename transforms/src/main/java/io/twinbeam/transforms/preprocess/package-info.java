/**
 * Source files to preprocessed cases: read, check the geometry, apply the recipe, keep the result.
 */
package io.twinbeam.transforms.preprocess;
