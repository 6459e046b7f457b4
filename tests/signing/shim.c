/* A PKCS#11 module that hands everything on to another one, and now and then does what tokens do in an office.
 *
 *   SHIM_MODULE        the other module
 *   SHIM_LOGIN         what C_Login returns instead of asking the other one (a number, as PKCS#11 has it)
 *   SHIM_SIGNATURES    after so many signatures the token is gone: every call says CKR_DEVICE_REMOVED
 */

#include <dlfcn.h>
#include <stdlib.h>
#include <string.h>

typedef unsigned long CK_ULONG;
typedef CK_ULONG CK_RV;
typedef unsigned char CK_BYTE;

enum { FUNCTIONS = 68, GET_FUNCTION_LIST = 3, CLOSE_SESSION = 13, LOGIN = 18, FIND_OBJECTS_INIT = 26, SIGN_INIT = 42, SIGN = 43 };
enum { CKR_OK = 0, CKR_GENERAL_ERROR = 5, CKR_DEVICE_REMOVED = 0x32 };

typedef struct {
    CK_BYTE version[2];
    void *functions[FUNCTIONS];
} CK_FUNCTION_LIST;

static CK_FUNCTION_LIST own, other;
static long signatures;

static int is_gone(void) {
    const char *most = getenv("SHIM_SIGNATURES");
    return most && signatures >= atol(most);
}

static CK_RV login(CK_ULONG session, CK_ULONG user, CK_BYTE *pin, CK_ULONG length) {
    const char *answer = getenv("SHIM_LOGIN");
    if (answer) return strtoul(answer, NULL, 0);
    return ((CK_RV (*)(CK_ULONG, CK_ULONG, CK_BYTE *, CK_ULONG))other.functions[LOGIN])(session, user, pin, length);
}

static CK_RV close_session(CK_ULONG session) {
    return is_gone() ? CKR_DEVICE_REMOVED : ((CK_RV (*)(CK_ULONG))other.functions[CLOSE_SESSION])(session);
}

static CK_RV find_objects_init(CK_ULONG session, void *wanted, CK_ULONG count) {
    if (is_gone()) return CKR_DEVICE_REMOVED;
    return ((CK_RV (*)(CK_ULONG, void *, CK_ULONG))other.functions[FIND_OBJECTS_INIT])(session, wanted, count);
}

static CK_RV sign_init(CK_ULONG session, void *mechanism, CK_ULONG key) {
    if (is_gone()) return CKR_DEVICE_REMOVED;
    return ((CK_RV (*)(CK_ULONG, void *, CK_ULONG))other.functions[SIGN_INIT])(session, mechanism, key);
}

static CK_RV sign(CK_ULONG session, CK_BYTE *content, CK_ULONG length, CK_BYTE *signature, CK_ULONG *room) {
    CK_RV done;
    if (is_gone()) return CKR_DEVICE_REMOVED;
    done = ((CK_RV (*)(CK_ULONG, CK_BYTE *, CK_ULONG, CK_BYTE *, CK_ULONG *))other.functions[SIGN])(
        session, content, length, signature, room);
    if (done == CKR_OK && signature) signatures++;
    return done;
}

CK_RV C_GetFunctionList(CK_FUNCTION_LIST **list) {
    const char *name = getenv("SHIM_MODULE");
    void *module = name ? dlopen(name, RTLD_NOW) : NULL;
    CK_RV (*get)(CK_FUNCTION_LIST **) = module ? (CK_RV (*)(CK_FUNCTION_LIST **))dlsym(module, "C_GetFunctionList") : NULL;
    CK_FUNCTION_LIST *found;
    if (!get || get(&found) != CKR_OK) return CKR_GENERAL_ERROR;
    memcpy(&other, found, sizeof other);
    memcpy(&own, found, sizeof own);
    own.functions[GET_FUNCTION_LIST] = (void *)C_GetFunctionList;
    own.functions[LOGIN] = (void *)login;
    own.functions[CLOSE_SESSION] = (void *)close_session;
    own.functions[FIND_OBJECTS_INIT] = (void *)find_objects_init;
    own.functions[SIGN_INIT] = (void *)sign_init;
    own.functions[SIGN] = (void *)sign;
    *list = &own;
    return CKR_OK;
}
