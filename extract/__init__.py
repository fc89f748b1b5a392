"""Chinese policy documents as data. The distribution is called ``zhengce``; the stages are the modules here."""
