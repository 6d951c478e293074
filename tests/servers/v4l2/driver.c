/* A V4L2 camera below the C library, for whoever is started with LD_PRELOAD: no kernel module, no /dev.
 *
 * A node is a text file in the folder that V4L2_DOUBLE names, best reached by links as udev makes them. While it is
 * there, the camera is plugged in; without it every call answers ENODEV, as the kernel does. Answers follow the
 * kernel's user-space API (linux/videodev2.h) and the habits of uvcvideo: formats are moved to the nearest one that the
 * camera has, a damaged frame is marked and lacks its middle, or is short, a camera in the dark halves its rate.
 *
 * Lines of a node: "card NAME", "pictures FOLDER COUNT" (0.jpg, 1.jpg ...), "meta" (a node without pictures), and
 * faults of the frames since it was opened: "short N", "empty N", "marked N", "eio N", "slow N", "stall N".
 */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <linux/videodev2.h>
#include <pthread.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/timerfd.h>
#include <time.h>
#include <unistd.h>

#define BUFFERS 8
#define FAULTS 32
#define NODES 64
#define SIZE (1 << 21)

enum fault_kind { NONE, SHORT, EMPTY, MARKED, EIO_, SLOW, STALL };

struct fault { enum fault_kind kind; unsigned at; };

struct node {
    int fd, meta, count, faults, streaming, queued[BUFFERS], order[BUFFERS], waiting;
    unsigned frame, width, height, fourcc, fps, buffers;
    char path[PATH_MAX], card[32], pictures[PATH_MAX];
    void *memory[BUFFERS];
    struct fault fault[FAULTS];
};

static struct node nodes[NODES];
static int used;
static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;

static int (*real_open)(const char *, int, ...);
static int (*real_close)(int);
static int (*real_ioctl)(int, unsigned long, ...);
static void *(*real_mmap)(void *, size_t, int, int, int, off_t);

static void find(void)
{
    if (real_open) return;
    real_close = dlsym(RTLD_NEXT, "close");
    real_ioctl = dlsym(RTLD_NEXT, "ioctl");
    real_mmap = dlsym(RTLD_NEXT, "mmap");
    real_open = dlsym(RTLD_NEXT, "open");
}

static struct node *of(int fd)
{
    for (int i = 0; i < used; i++)
        if (nodes[i].fd == fd && fd >= 0) return &nodes[i];
    return NULL;
}

static void pace(struct node *node, unsigned divisor)
{
    long each = 1000000000L / node->fps * divisor;
    struct itimerspec every = {{each / 1000000000L, each % 1000000000L}, {each / 1000000000L, each % 1000000000L}};
    timerfd_settime(node->fd, 0, &every, NULL);
}

static int plug(const char *path)
{
    static const char *words[] = {"", "short", "empty", "marked", "eio", "slow", "stall"};
    const char *folder = getenv("V4L2_DOUBLE");
    char whole[PATH_MAX], line[PATH_MAX + 64], word[32];
    if (!folder || !realpath(path, whole) || strncmp(whole, folder, strlen(folder))) return -2;
    const char *name = strrchr(whole, '/') + 1;
    if (strncmp(name, "video", 5)) return -2;
    FILE *file = fopen(whole, "r");
    if (!file) return -2;
    pthread_mutex_lock(&lock);
    int place = 0;
    while (place < used && nodes[place].fd >= 0) place++;
    if (place == NODES) { pthread_mutex_unlock(&lock); fclose(file); errno = EMFILE; return -1; }
    struct node *node = &nodes[place];
    memset(node, 0, sizeof *node);
    strcpy(node->path, whole);
    node->width = 640, node->height = 480, node->fourcc = V4L2_PIX_FMT_YUYV, node->fps = 30;
    while (fgets(line, sizeof line, file)) {
        unsigned at;
        line[strcspn(line, "\n")] = 0;
        if (!strncmp(line, "card ", 5)) memcpy(node->card, line + 5, strnlen(line + 5, sizeof node->card - 1));
        else if (!strcmp(line, "meta")) node->meta = 1;
        else if (sscanf(line, "pictures %s %d", node->pictures, &node->count) == 2) continue;
        else if (sscanf(line, "%31s %u", word, &at) == 2)
            for (int kind = SHORT; kind <= STALL && node->faults < FAULTS; kind++)
                if (!strcmp(word, words[kind])) node->fault[node->faults++] = (struct fault){kind, at};
    }
    fclose(file);
    node->fd = timerfd_create(CLOCK_MONOTONIC, TFD_NONBLOCK | TFD_CLOEXEC);
    if (place == used) used++;
    pthread_mutex_unlock(&lock);
    return node->fd;
}

static int opened(const char *path, int flags, unsigned mode)
{
    find();
    int fd = plug(path);
    return fd == -2 ? real_open(path, flags, mode) : fd;
}

int open(const char *path, int flags, ...)
{
    va_list more;
    va_start(more, flags);
    unsigned mode = flags & (O_CREAT | O_TMPFILE) ? va_arg(more, unsigned) : 0;
    va_end(more);
    return opened(path, flags, mode);
}

int open64(const char *path, int flags, ...)
{
    va_list more;
    va_start(more, flags);
    unsigned mode = flags & (O_CREAT | O_TMPFILE) ? va_arg(more, unsigned) : 0;
    va_end(more);
    return opened(path, flags | O_LARGEFILE, mode);
}

int close(int fd)
{
    find();
    pthread_mutex_lock(&lock);
    struct node *node = of(fd);
    if (node) node->fd = -1;
    pthread_mutex_unlock(&lock);
    return real_close(fd);
}

static void *mapped(void *at, size_t size, int protection, int flags, int fd, off_t offset)
{
    find();
    struct node *node = of(fd);
    /* The driver writes what its reader may only read. */
    void *memory = real_mmap(at, size, protection | (node ? PROT_WRITE : 0), node ? MAP_PRIVATE | MAP_ANONYMOUS : flags, node ? -1 : fd, node ? 0 : offset);
    if (node && memory != MAP_FAILED) node->memory[offset / SIZE] = memory;
    return memory;
}

void *mmap(void *at, size_t size, int protection, int flags, int fd, off_t offset)
{
    return mapped(at, size, protection, flags, fd, offset);
}

void *mmap64(void *at, size_t size, int protection, int flags, int fd, off64_t offset)
{
    return mapped(at, size, protection, flags, fd, offset);
}

static enum fault_kind fault_of(struct node *node)
{
    for (int i = 0; i < node->faults; i++) {
        enum fault_kind kind = node->fault[i].kind;
        if (node->fault[i].at == node->frame || ((kind == SLOW || kind == STALL) && node->fault[i].at < node->frame)) return kind;
    }
    return NONE;
}

static unsigned filled(struct node *node, void *memory)
{
    if (node->fourcc != V4L2_PIX_FMT_MJPEG) {
        memset(memory, 0x80, 2 * node->width * node->height);
        return 2 * node->width * node->height;
    }
    char name[PATH_MAX + 32];
    snprintf(name, sizeof name, "%s/%u-%u.jpg", node->pictures, node->width, node->frame % node->count);
    int file = real_open(name, O_RDONLY);
    ssize_t size = file < 0 ? 0 : read(file, memory, SIZE);
    if (file >= 0) real_close(file);
    return size > 0 ? size : 0;
}

static int dequeued(struct node *node, struct v4l2_buffer *buffer)
{
    uint64_t ticks;
    if (!node->streaming) { errno = EINVAL; return -1; }
    if (!node->waiting || read(node->fd, &ticks, sizeof ticks) < 0) { errno = EAGAIN; return -1; }
    enum fault_kind fault = fault_of(node);
    if (fault == STALL) {
        /* Nothing comes any more: whoever waits for the node waits in vain. */
        struct itimerspec never = {{0, 0}, {0, 0}};
        timerfd_settime(node->fd, 0, &never, NULL);
        errno = EAGAIN;
        return -1;
    }
    if (fault == EIO_) { node->frame++; errno = EIO; return -1; }
    if (fault == SLOW) pace(node, 2);
    unsigned index = node->order[0];
    memmove(node->order, node->order + 1, sizeof node->order[0] * --node->waiting);
    unsigned size = filled(node, node->memory[index]);
    if (fault == MARKED && size) {
        /* As when packets of the cable are lost: the middle is missing. */
        memmove((char *)node->memory[index] + size / 3, (char *)node->memory[index] + size / 2, size - size / 2);
        size -= size / 2 - size / 3;
    }
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    memset(buffer, 0, sizeof *buffer);
    *buffer = (struct v4l2_buffer){.index = index, .type = V4L2_BUF_TYPE_VIDEO_CAPTURE, .memory = V4L2_MEMORY_MMAP,
        .length = SIZE, .sequence = node->frame++, .timestamp = {now.tv_sec, now.tv_nsec / 1000},
        .bytesused = fault == SHORT ? size / 3 : fault == EMPTY ? 0 : size,
        .flags = V4L2_BUF_FLAG_TIMESTAMP_MONOTONIC | (fault == MARKED ? V4L2_BUF_FLAG_ERROR : 0)};
    return 0;
}

static void nearest(struct node *node, struct v4l2_format *format)
{
    struct v4l2_pix_format *pix = &format->fmt.pix;
    unsigned fourcc = pix->pixelformat == V4L2_PIX_FMT_MJPEG ? V4L2_PIX_FMT_MJPEG : V4L2_PIX_FMT_YUYV;
    int large = fourcc == V4L2_PIX_FMT_MJPEG && pix->width > 960;
    *pix = (struct v4l2_pix_format){.width = large ? 1280 : 640, .height = large ? 720 : 480, .pixelformat = fourcc,
        .field = V4L2_FIELD_NONE, .bytesperline = fourcc == V4L2_PIX_FMT_YUYV ? 1280 : 0, .sizeimage = SIZE,
        .colorspace = V4L2_COLORSPACE_SRGB};
    node->width = pix->width, node->height = pix->height, node->fourcc = fourcc;
}

static int answered(struct node *node, unsigned long request, void *argument)
{
    if (access(node->path, F_OK)) { errno = ENODEV; return -1; }
    switch (request) {
    case VIDIOC_QUERYCAP: {
        struct v4l2_capability *told = argument;
        memset(told, 0, sizeof *told);
        strcpy((char *)told->driver, "uvcvideo");
        memcpy(told->card, node->card, sizeof node->card);
        strcpy((char *)told->bus_info, "usb-0000:00:14.0-1");
        told->device_caps = (node->meta ? V4L2_CAP_META_CAPTURE : V4L2_CAP_VIDEO_CAPTURE) | V4L2_CAP_STREAMING;
        told->capabilities = V4L2_CAP_VIDEO_CAPTURE | V4L2_CAP_META_CAPTURE | V4L2_CAP_STREAMING | V4L2_CAP_DEVICE_CAPS;
        return 0;
    }
    case VIDIOC_G_INPUT: *(int *)argument = 0; return 0;
    case VIDIOC_S_INPUT: if (*(int *)argument) break; return 0;
    case VIDIOC_ENUMINPUT: {
        struct v4l2_input *input = argument;
        if (input->index) break;
        memset(input, 0, sizeof *input);
        input->type = V4L2_INPUT_TYPE_CAMERA;
        return 0;
    }
    case VIDIOC_S_FMT:
        if (node->buffers) { errno = EBUSY; return -1; }
        /* fall through */
    case VIDIOC_TRY_FMT: nearest(node, argument); return 0;
    case VIDIOC_G_FMT: {
        struct v4l2_format *format = argument;
        format->fmt.pix = (struct v4l2_pix_format){.width = node->width, .height = node->height, .pixelformat = node->fourcc,
            .field = V4L2_FIELD_NONE, .sizeimage = SIZE};
        return 0;
    }
    case VIDIOC_S_PARM: case VIDIOC_G_PARM: {
        struct v4l2_captureparm *rate = &((struct v4l2_streamparm *)argument)->parm.capture;
        if (request == VIDIOC_S_PARM && rate->timeperframe.numerator)
            node->fps = rate->timeperframe.denominator / rate->timeperframe.numerator >= 23 ? 30 : 15;
        rate->capability = V4L2_CAP_TIMEPERFRAME;
        rate->timeperframe.numerator = 1, rate->timeperframe.denominator = node->fps;
        return 0;
    }
    case VIDIOC_REQBUFS: {
        struct v4l2_requestbuffers *wanted = argument;
        if (wanted->memory != V4L2_MEMORY_MMAP) break;
        if (wanted->count > BUFFERS) wanted->count = BUFFERS;
        node->buffers = wanted->count, node->waiting = 0;
        return 0;
    }
    case VIDIOC_QUERYBUF: {
        struct v4l2_buffer *buffer = argument;
        if (buffer->index >= node->buffers) break;
        buffer->length = SIZE, buffer->m.offset = buffer->index * SIZE, buffer->flags = 0;
        return 0;
    }
    case VIDIOC_QBUF: {
        struct v4l2_buffer *buffer = argument;
        if (buffer->index >= node->buffers || node->waiting >= BUFFERS) break;
        node->order[node->waiting++] = buffer->index;
        return 0;
    }
    case VIDIOC_DQBUF: return dequeued(node, argument);
    case VIDIOC_STREAMON: node->streaming = 1; pace(node, 1); return 0;
    case VIDIOC_STREAMOFF: node->streaming = node->waiting = 0; return 0;
    default: errno = ENOTTY; return -1;
    }
    errno = EINVAL;
    return -1;
}

int ioctl(int fd, unsigned long request, ...)
{
    va_list more;
    va_start(more, request);
    void *argument = va_arg(more, void *);
    va_end(more);
    find();
    pthread_mutex_lock(&lock);
    struct node *node = of(fd);
    int answer = node ? answered(node, request & 0xffffffffUL, argument) : 0, why = errno;
    pthread_mutex_unlock(&lock);
    if (!node) return real_ioctl(fd, request, argument);
    errno = why;
    return answer;
}
