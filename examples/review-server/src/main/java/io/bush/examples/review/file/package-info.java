/** Uploads as they arrive, files, versions and their bytes on disk. */
@NullMarked
package io.bush.examples.review.file;

import org.jspecify.annotations.NullMarked;
