/* SPDX-License-Identifier: MIT */
/* Who may do what with a file that is trusted.  Inside src/config/ only. */
#ifndef CONFIG_RIGHTS_H
#define CONFIG_RIGHTS_H

/* What others may not do with a file: anything, or change it. */
#define RIGHTS_USE   0007
#define RIGHTS_WRITE 0002

/* Opens a file that is to be regular, without waiting for anybody.  The
 * descriptor, or -1 and *wrong with static text. */
int rights_open(const char *path, unsigned int forbidden, const char **wrong);

#endif
