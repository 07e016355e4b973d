/* SPDX-License-Identifier: MIT */
/* The memo: a hash table, because a pickle may use any number as index. */
#include "decode/pickle_vm.h"

#define FIRST_SLOTS ((size_t)32)

static struct memo_slot *
find(const struct pickle_vm *vm, const struct pickle_memo *memo, uint64_t index)
{
	size_t at = (size_t)pickle_mix(index ^ vm->seed[0], vm->seed[1]);

	for (;; at++) {
		struct memo_slot *slot = &memo->slots[at & (memo->nslots - 1)];

		if (slot->value == NULL || slot->index == index)
			return slot;
	}
}

static bool
grow(struct pickle_vm *vm)
{
	struct pickle_memo old = vm->memo, new = old;

	new.nslots = old.nslots == 0 ? FIRST_SLOTS : old.nslots * 2;
	new.slots = pickle_array(vm, new.nslots, sizeof(*new.slots));
	if (new.slots == NULL)
		return false;
	for (size_t i = 0; i < old.nslots; i++)
		if (old.slots[i].value != NULL)
			*find(vm, &new, old.slots[i].index) = old.slots[i];
	vm->memo = new;
	return true;
}

bool
pickle_memo_put(
    struct pickle_vm *vm, uint64_t index, struct pickle_value *value)
{
	struct memo_slot *slot;

	if (value == NULL)
		return false;
	if (vm->memo.count * 2 >= vm->memo.nslots && !grow(vm))
		return false;
	slot = find(vm, &vm->memo, index);
	if (slot->value == NULL) {
		if (vm->memo.count == PICKLE_MEMO_MAX) {
			pickle_fail(vm, PICKLE_LARGE, "the memo is full");
			return false;
		}
		vm->memo.count++;
	}
	*slot = (struct memo_slot){index, value};
	return true;
}

struct pickle_value *
pickle_memo_get(struct pickle_vm *vm, uint64_t index)
{
	struct memo_slot *slot =
	    vm->memo.nslots == 0 ? NULL : find(vm, &vm->memo, index);

	if (slot == NULL || slot->value == NULL)
		return pickle_broken(vm, "a reference to nothing");
	return slot->value;
}
