/** The embedded database: connections, transactions, schema versions, ids, and the order of commits. */
@NullMarked
package io.bush.examples.review.store;

import org.jspecify.annotations.NullMarked;
