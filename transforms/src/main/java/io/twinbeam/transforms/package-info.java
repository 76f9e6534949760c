/**
 * The stages of the method as Beam transforms. This package holds what flows between the stages:
 * small records that refer to artifacts, and the failed cases. Each stage has a package of its own
 * and knows no other stage.
 */
package io.twinbeam.transforms;
