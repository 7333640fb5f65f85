/** The example's little HTTP surface: what the services of the seeds did, for curl. */
@NullMarked
package io.bush.examples.dialects.http;

import org.jspecify.annotations.NullMarked;
