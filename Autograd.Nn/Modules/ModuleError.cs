namespace Autograd.Nn;

/// <summary>
/// An error that says in which module it arose. It costs nothing before there is one: the filter of a catch clause asks for it.
/// </summary>
internal static class ModuleError
{
    private const string Key = "Autograd.Module";

    /// <summary>
    /// The same error, of the same type, whose message names the innermost module that it passes; null where it does already, or where its
    /// type is none that can be made anew.
    /// </summary>
    internal static Exception? Of(Exception error, Module module)
    {
        if (error.Data.Contains(Key))
        {
            return null;
        }

        string path = module.Path;
        string message = $"{error.Message} (in {(path.Length == 0 ? "" : $"'{path}', ")}{module.Description})";
        Exception? named =
            error.GetType() == typeof(ArgumentException) ? new ArgumentException(message, error)
            : error.GetType() == typeof(ArgumentOutOfRangeException) ? new ArgumentOutOfRangeException(message, error)
            : error.GetType() == typeof(ArgumentNullException) ? new ArgumentNullException(message, error)
            : error.GetType() == typeof(InvalidOperationException) ? new InvalidOperationException(message, error)
            : error.GetType() == typeof(ObjectDisposedException) ? new ObjectDisposedException(message, error)
            : null;
        named?.Data.Add(Key, path);
        return named;
    }
}
