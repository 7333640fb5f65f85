/** The plumbing between Jetty's servlets and the features: routes, JSON, errors, multipart, ranges. Knows no feature. */
@NullMarked
package io.bush.examples.review.http;

import org.jspecify.annotations.NullMarked;
