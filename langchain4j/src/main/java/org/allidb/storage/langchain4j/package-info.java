/** A store of embeddings for LangChain4j over a tenant's rows. */
@NullMarked
package org.allidb.storage.langchain4j;

import org.jspecify.annotations.NullMarked;
