/** What is made of uploaded bytes: thumbnails and transcripts. */
@NullMarked
package io.bush.examples.review.media;

import org.jspecify.annotations.NullMarked;
