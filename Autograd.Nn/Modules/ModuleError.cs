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

        string path = module.Path, place = $" (in {(path.Length == 0 ? "" : $"'{path}', ")}{module.Description})";
        string message = error.Message + place;
        Exception? named =
            error.GetType() == typeof(ArgumentException) ? OfArgument((ArgumentException)error, place)
            : error.GetType() == typeof(ArgumentOutOfRangeException) ? new ArgumentOutOfRangeException(message, error)
            : error.GetType() == typeof(ArgumentNullException) ? new ArgumentNullException(message, error)
            : error.GetType() == typeof(InvalidOperationException) ? new InvalidOperationException(message, error)
            : error.GetType() == typeof(ObjectDisposedException) ? new ObjectDisposedException(message, error)
            : null;
        named?.Data.Add(Key, path);
        return named;
    }

    // The message of such an error ends with the parameter's name, and will again.
    private static ArgumentException OfArgument(ArgumentException error, string place) =>
        new(error.Message.Replace($" (Parameter '{error.ParamName}')", "", StringComparison.Ordinal) + place, error.ParamName, error);
}
