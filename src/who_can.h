/* who_can.h - `gongshu who-can [--data DIR]`: who may do what, from the tables. */
#ifndef WHO_CAN_H
#define WHO_CAN_H
int who_can_command(int argc, char *argv[]);
#endif
