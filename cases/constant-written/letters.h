/* Makes small letters large, in place. */
void enlarge(char *text);
